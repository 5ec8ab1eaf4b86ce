import { fill, textsIn } from '../texts'
import { Composer } from './Composer'
import { Fragment, h } from './dom'
import { EndQuestion, Over } from './Ending'
import { followEnd, toEnd } from './follow'
import { Lines } from './Lines'
import type { ViewProps } from './props'

export function Conversation({ state, actions }: ViewProps) {
  const texts = textsIn(state.lang)
  const { held, standing, config, seen, typing, ending, hours, extrasFailed } = state
  const begun = held && !held.opening && state.caughtUp
  const closed = standing.state === 'closed'
  // Where nobody has come the hours end the chat for now; what was typed waits in the draft.
  const away = begun && standing.state === 'waiting' && !hours.open

  function mounted(log: HTMLElement) {
    followEnd(log)
    // Whoever pressed "start" goes on from here; on touch screens without calling the keyboard up.
    if (!seen || document.activeElement !== document.body) return
    const composer = matchMedia('(pointer: fine)').matches && document.querySelector<HTMLElement>('.composer textarea')
    ;(composer || log).focus()
  }

  return (
    <>
      <div class="log" mounted={mounted} tabindex="0" role="log" aria-live="off" aria-label={texts.conversation}>
        {!held && <p class="welcome">{config.welcome || texts.directLead}</p>}
        <Lines state={state} actions={actions} />
        {begun && standing.state === 'waiting' && !away && (
          <p class="operation">
            {texts.waiting}
            <Dots />
          </p>
        )}
        {typing && (
          <p class="typing">
            <Dots />
            {fill(texts.typing, { name: typing })}
          </p>
        )}
      </div>
      <button class="missed" onclick={(event) => toEnd((event.currentTarget as HTMLElement).previousElementSibling!)}>
        {texts.newMessages} ↓
      </button>
      {extrasFailed && (
        <p class="notice" role="alert">
          {texts.notLoaded}
          <button onclick={actions.load}>{texts.tryAgain}</button>
        </p>
      )}
      {!closed && ending && <EndQuestion state={state} actions={actions} />}
      {closed || away ? <Over state={state} actions={actions} /> : <Composer state={state} actions={actions} />}
    </>
  )
}

function Dots() {
  return (
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  )
}
