import { type ComponentType, Suspense, useEffect } from 'react'
import { lazyPart, Unloaded } from '../shell/lazily'
import type { Mention } from '../mentions/mentions'
import type { Suggest } from './use-suggest'

/** What a popup needs of the composer. */
export interface PopupProps {
  ticket: string
  query: string
  suggest: Suggest
  /** A canned reply, filled. */
  onReply: (text: string) => void
  onMention: (person: Mention) => void
}

const popup = (load: () => Promise<{ default: ComponentType<PopupProps> }>) => lazyPart(load, UnloadedPopup)
const Replies = popup(() => import('../canned/replies-popup'))
const Colleagues = popup(() => import('../mentions/colleagues-popup'))

/** What fits what is being typed behind a sign, above the composer. The keyboard stays in the field. */
export function Suggestions(props: Omit<PopupProps, 'query'>) {
  const { trigger } = props.suggest
  if (!trigger) return null
  const Popup = trigger.sign === '/' ? Replies : Colleagues
  return (
    <Suspense fallback={null}>
      <Popup {...props} query={trigger.query} />
    </Suspense>
  )
}

function UnloadedPopup({ suggest: { keys } }: PopupProps) {
  useEffect(() => {
    keys.current = () => false
    return () => {
      keys.current = undefined
    }
  }, [keys])
  return <Unloaded />
}
