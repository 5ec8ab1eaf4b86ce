import { pieces } from '../../../shared/links'
import type { Shown } from '../outbox'
import type { State } from '../state'
import { fill, type Texts, textsIn } from '../texts'
import { clock, dayName } from '../time'
import { type Bubble, timeline } from '../timeline'
import { Fragment, h } from './dom'
import type { ViewProps } from './props'
import { operationText } from './operation'

/** Everything said and done, from top to bottom. */
export function Lines({ state, actions }: ViewProps) {
  const texts = textsIn(state.lang)
  const now = new Date()
  const opening = state.held?.opening
  const lines = timeline(
    state.journal.entries,
    state.outgoing,
    opening ? { id: opening.entryId, body: opening.body, outgoing: { id: opening.entryId, body: opening.body, at: 0 } } : null,
    state.newAt,
  )
  return (
    <>
      {lines.map((line, i) => {
        switch (line.kind) {
          case 'day':
            return (
              <p class="day" key={line.key}>
                <span>{dayName(line.at, now, state.lang, texts)}</span>
              </p>
            )
          case 'new':
            return (
              <p class="day new" key={line.key}>
                <span>{texts.newMessages}</span>
              </p>
            )
          case 'operation': {
            const text = operationText(line.entry, state.lang, now)
            return (
              text && (
                <p class="operation" key={line.key}>
                  {text}
                </p>
              )
            )
          }
          case 'group':
            return (
              <div class={line.mine ? 'group mine' : 'group'} key={line.key}>
                <p class={line.mine ? 'aside' : 'author'}>{line.mine ? texts.you : line.author || texts.automatic}</p>
                {line.bubbles.map((bubble) => (
                  <Message key={bubble.id} bubble={bubble} state={state} actions={actions} />
                ))}
                <p class="stamp">
                  <time datetime={line.at.toISOString()}>{clock(line.at)}</time>
                  {line.mine && i === lines.length - 1 && fate(line.bubbles.at(-1)?.outgoing, state, texts)}
                </p>
              </div>
            )
        }
      })}
    </>
  )
}

/** What became of the customer's newest message. */
function fate(outgoing: Shown | undefined, { connected }: State, texts: Texts): string {
  if (outgoing?.refused) return ''
  return ` · ${!outgoing || outgoing.sent ? texts.sent : connected ? texts.sending : texts.queued}`
}

function Message({ bubble: { id, body, attachments, outgoing }, state, actions }: ViewProps & { bubble: Bubble }) {
  const texts = textsIn(state.lang)
  const refused = outgoing?.refused
  return (
    <>
      {body && (
        <p class={refused ? 'bubble refused' : 'bubble'}>
          {pieces(body).map(({ text, href }) =>
            href ? (
              <a href={href} target="_blank" rel="noopener noreferrer nofollow">
                {text}
              </a>
            ) : (
              text
            ),
          )}
        </p>
      )}
      {attachments &&
        (state.extras?.files(attachments) ?? (
          <p class="stamp" mounted={actions.load}>
            {attachments.map(({ name }) => fill(texts.attachment, { name })).join(', ')}
          </p>
        ))}
      {refused && (
        <p class="fate" role="alert">
          {refused === 'invalid' ? texts.refused : state.standing.state === 'closed' ? texts.refusedClosed : texts.refusedHours}
          {state.standing.state !== 'closed' && <button onclick={() => actions.takeBack(id)}>{texts.takeBack}</button>}
          <button onclick={() => actions.discard(id)}>{texts.discard}</button>
        </p>
      )}
    </>
  )
}
