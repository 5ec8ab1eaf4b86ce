import type { State } from '../state'
import { fill, textsIn } from '../texts'
import { moment } from '../time'
import { h } from './dom'
import { Icon, moon } from './icons'

/** The chat outside its hours: says when it is back; nothing can be sent. */
export function Closed({ state: { hours, config, lang } }: { state: State }) {
  const texts = textsIn(lang)
  return (
    <section class="away">
      <Icon path={moon} />
      <h2>{texts.closedNow}</h2>
      {config.afterHoursText && <p>{config.afterHoursText}</p>}
      {hours.changesAt && (
        <p>
          <strong>{fill(texts.backAt, { when: moment(new Date(hours.changesAt), new Date(), lang, texts) })}</strong>
        </p>
      )}
    </section>
  )
}
