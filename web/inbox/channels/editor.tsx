import { Tabs } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { ApiError } from '../api/error'
import type { ChannelDraft, ConfiguredChannel } from '../api/types'
import { focusField } from '../form/focus-field'
import { useProblemText } from '../form/problem-text'
import { SaveBar } from '../form/save-bar'
import { SaveNotes } from '../form/save-notes'
import { useLeaveGuard } from '../form/use-leave-guard'
import { useTranslation } from '../lang/translation'
import { NamingRules } from '../settings/naming-rules'
import { PageHead } from '../shell/page-head'
import page from '../shell/page.module.css'
import { CHANNELS_PATH, channelPath, type ArrivalState } from './addresses'
import classes from './editor.module.css'
import { Preview } from './preview'
import { sectionOf } from './sections'
import { Settings } from './settings'
import { useChannelEditing } from './use-editing'

const ID = 'channel-editor'

interface Props {
  initial: ChannelDraft
  /** The chat as the server has it now; absent for a new one. */
  channel?: ConfiguredChannel
  /** Somebody has deleted it. */
  gone?: boolean
}

export function Editor({ initial, channel, gone = false }: Props) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const [tab, setTab] = useState<'settings' | 'preview'>('settings')
  const wide = useMediaQuery('(min-width: 62.01em)', undefined, { getInitialValueInEffect: false })
  const settings = useRef<HTMLDivElement>(null)

  const editing = useChannelEditing(initial, channel, (saved, isNew) => {
    if (!isNew) {
      notifications.show({ withCloseButton: false, message: t('form.saved') })
      return
    }
    guard.release()
    navigate(channelPath(saved.id), { replace: true, state: { created: true } satisfies ArrivalState })
  })
  const guard = useLeaveGuard(editing.dirty)
  const { draft, error } = editing
  const problemText = useProblemText()
  const refusal = ({ field, code }: ApiError) => {
    const section = field === undefined ? undefined : sectionOf(field)
    return section && t('form.refused', { part: t(`channels.section.${section}`), problem: problemText(code) })
  }

  useEffect(() => {
    if (error?.field === undefined) return
    setTab('settings')
    // Once the tab is on screen.
    const frame = requestAnimationFrame(() => settings.current && error.field && focusField(settings.current, error.field))
    return () => cancelAnimationFrame(frame)
  }, [error])

  const title = channel ? channel.settings.name : t('channels.editor.new')
  const panel = (name: 'settings' | 'preview') =>
    wide ? {} : { role: 'tabpanel', id: `${ID}-panel-${name}`, 'aria-labelledby': `${ID}-tab-${name}`, hidden: tab !== name }

  return (
    <form
      className={page.page}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (editing.dirty && !editing.saving && !gone) editing.save()
      }}
    >
      <PageHead title={title} back={{ to: CHANNELS_PATH, label: t('channels.back') }} />
      {!wide && (
        <Tabs id={ID} value={tab} onChange={(value) => setTab(value === 'preview' ? 'preview' : 'settings')}>
          <Tabs.List grow>
            <Tabs.Tab value="settings">{t('channels.editor.settings')}</Tabs.Tab>
            <Tabs.Tab value="preview">{t('channels.editor.preview')}</Tabs.Tab>
          </Tabs.List>
        </Tabs>
      )}
      <div className={classes.columns} data-wide={wide || undefined}>
        <div ref={settings} className={classes.settings} {...panel('settings')}>
          <Settings draft={draft} change={editing.change} error={error} />
        </div>
        <div className={classes.preview} {...panel('preview')}>
          <Preview draft={draft} />
        </div>
      </div>
      <SaveBar
        dirty={editing.dirty}
        saving={editing.saving}
        blocked={gone || editing.conflict !== undefined}
        label={channel ? t('form.save') : t('channels.editor.create')}
      >
        <NamingRules list="channels" was={channel?.settings.name ?? ''} name={draft.name} />
        <SaveNotes
          error={editing.error}
          refusal={refusal}
          conflict={editing.conflict}
          title={t('channels.conflict.title')}
          nameOf={(section) => t(`channels.section.${section}`)}
          nowhere={t('channels.conflict.nowhere')}
          gone={gone ? { title: t('channels.gone.title'), text: t('channels.gone.text'), action: t('channels.gone.create'), create: editing.createAnew } : undefined}
          saving={editing.saving}
          save={editing.save}
        />
      </SaveBar>
      {guard.dialog}
    </form>
  )
}
