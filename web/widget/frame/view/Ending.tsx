import { fill, textsIn } from '../texts'
import { moment } from '../time'
import { h } from './dom'
import type { ViewProps } from './props'

/** Asks before the conversation is ended. */
export function EndQuestion({ state: { ending, lang }, actions }: ViewProps) {
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
    </div>
  )
}

/** What stands in the composer's place after the end, and while the shop is away. */
export function Over({ state: { hours, config, lang }, actions }: ViewProps) {
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
    </div>
  )
}
