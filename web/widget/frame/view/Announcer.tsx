import type { State } from '../state'
import { fill, textsIn } from '../texts'
import { h } from './dom'
import { operationText } from './operation'

/** Tells screen readers what others wrote and did since the customer is here, and nothing older. */
export function Announcer({ state: { heard, lang } }: { state: State }) {
  const text = !heard
    ? ''
    : heard.operation
      ? operationText(heard, lang, new Date())
      : `${heard.author.name || textsIn(lang).automatic}: ${[heard.body, ...(heard.attachments ?? []).map(({ name }) => fill(textsIn(lang).attachment, { name }))].filter(Boolean).join(', ')}`
  return (
    <p class="aside" aria-live="polite">
      {text}
    </p>
  )
}
