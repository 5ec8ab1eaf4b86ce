import type { View } from '../state'
import { fill, textsIn } from '../texts'
import { h } from './dom'
import type { ViewProps } from './props'
import { Icon, minimise, soundOff, soundOn } from './icons'

export function Header({ view, state, actions }: ViewProps & { view: View }) {
  const texts = textsIn(state.lang)
  const { config, standing, held, muted } = state
  const tall = view === 'form' || view === 'closed'
  const below = held && !held.opening && state.caughtUp ? { waiting: texts.waitingShort, active: fill(texts.withAgent, { name: standing.agent ?? '' }), closed: '' }[standing.state] : ''
  const sound = muted ? texts.unmute : texts.mute
  return (
    <header class={tall ? 'tall' : ''} aria-label={texts.title}>
      <div class="names">
        <h1>{tall ? config.welcome || texts.title : config.name}</h1>
        {(view === 'form' || below) && <p>{view === 'form' ? texts.formLead : below}</p>}
      </div>
      {held && standing.state !== 'closed' && !held.opening && (
        <button class="end" onclick={actions.askToEnd}>
          {texts.end}
        </button>
      )}
      {held && (
        <button class="tool" aria-label={sound} title={sound} onclick={() => actions.mute(!muted)}>
          <Icon path={muted ? soundOff : soundOn} />
        </button>
      )}
      <button class="tool" aria-label={texts.minimise} title={texts.minimise} onclick={actions.close}>
        <Icon path={minimise} />
      </button>
    </header>
  )
}
