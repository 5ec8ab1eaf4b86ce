import type { PreviewView } from '../../widget/preview/protocol'
import type { ChannelDraft, WidgetConfig } from '../api/types'

/** What can be looked at, in the order of the switch. */
export const PREVIEW_VIEWS = ['icon', 'form', 'conversation', 'waiting', 'joined', 'closed'] as const satisfies readonly PreviewView[]

/** The settings as the server would serve them to the widget. `nextOpen` is said in the after-hours view. */
export function previewConfig(draft: ChannelDraft, view: PreviewView, nextOpen?: string): WidgetConfig {
  const open = view !== 'closed'
  return {
    key: 'preview',
    version: 0,
    name: draft.name,
    form: draft.form,
    welcome: draft.welcome,
    look: draft.look,
    open,
    ...(!open && nextOpen !== undefined && { changesAt: nextOpen }),
    afterHours: draft.afterHours,
    ...(draft.afterHours === 'message' && { afterHoursText: draft.afterHoursText }),
  }
}
