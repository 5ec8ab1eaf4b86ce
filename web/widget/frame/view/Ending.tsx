import { fill, textsIn } from '../texts'
import { moment } from '../time'
import { h } from './dom'
import type { ViewProps } from './props'

/** Asks before the conversation is ended. */
export function EndQuestion({ state, actions }: ViewProps) {
  const { ending, lang } = state
  const texts = textsIn(lang)
  return (
    <div class="ending" role="alertdialog" aria-labelledby="ask">
      <p id="ask">{ending === 'failed' ? texts.endFailed : texts.endAsk}</p>
      <button class="main" aria-disabled={ending === 'busy'} onclick={actions.end}>
        {texts.endYes}
      </button>
      <button class="plain" mounted={(back) => back.focus()} onclick={actions.keepGoing}>
        {texts.endNo}
      </button>
      <Transcript state={state} actions={actions} />
    </div>
  )
}

/** What stands in the composer's place after the end, and while the shop is away. */
export function Over({ state, actions }: ViewProps) {
  const { hours, config, ending, lang } = state
  const texts = textsIn(lang)
  const back = hours.changesAt && fill(texts.backAt, { when: moment(new Date(hours.changesAt), new Date(), lang, texts) })
  return (
    <div class="ending">
      {hours.open ? (
        <button class="main" onclick={actions.startAgain}>
          {texts.again}
        </button>
      ) : (
        <p>{[config.afterHoursText || texts.closedNow, back].filter(Boolean).join(' ')}</p>
      )}
      {!ending && <Transcript state={state} actions={actions} />}
    </div>
  )
}

/** The transcript by e-mail: asked for here, and how that stands. */
function Transcript({ state, actions }: ViewProps) {
  const { config, extras, journal, lang } = state
  return (
    config.transcripts &&
    (extras?.transcript() ?? (
      <button
        class="plain lesser"
        onclick={actions.askTranscript}
        mounted={() => journal.entries.some(({ operation }) => operation?.type.startsWith('transcript')) && actions.load()}
      >
        {textsIn(lang).transcript}
      </button>
    ))
  )
}
