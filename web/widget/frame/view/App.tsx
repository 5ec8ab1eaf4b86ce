import { viewOf } from '../state'
import { textsIn } from '../texts'
import { Announcer } from './Announcer'
import { Closed } from './Closed'
import { Conversation } from './Conversation'
import { Fragment, h } from './dom'
import { Form } from './Form'
import { Header } from './Header'
import type { ViewProps } from './props'

/** The window's content, a function of the state alone. */
export function App({ state, actions }: ViewProps) {
  const view = viewOf(state)
  const texts = textsIn(state.lang)
  const { refusal } = state
  return (
    <>
      <Header view={view} state={state} actions={actions} />
      <div role="status">{!state.connected && <p class="offline">{texts.offline}</p>}</div>
      <main class={view} aria-label={texts.title}>
        {refusal && (view === 'form' || view === 'direct') && (
          <p class="notice" role="alert">
            {refusal === 'erased' ? texts.erased : texts.startRefused}
          </p>
        )}
        {view === 'form' && <Form state={state} actions={actions} />}
        {view === 'closed' && <Closed state={state} />}
        {(view === 'conversation' || view === 'direct') && <Conversation state={state} actions={actions} />}
      </main>
      <Announcer state={state} />
      {state.extras?.layer()}
    </>
  )
}
