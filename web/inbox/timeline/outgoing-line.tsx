import { Button } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { sender } from '../live/services'
import type { Outgoing } from '../composer/outbox'
import { useErrorText } from '../shell/error-text'
import { Attachments } from './attachments'
import classes from './timeline.module.css'
import { WrittenText } from './written-text'

interface Props {
  outgoing: Outgoing
  /** The first of this ticket's; what stands behind it waits for it. */
  head: Outgoing | undefined
  first: boolean
  /** Takes it back into the composer. */
  onGiveBack: () => void
}

/** What was sent and isn't in the journal yet: on its way, waiting for the line, or refused. */
export function OutgoingLine({ outgoing, head, first, onGiveBack }: Props) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const { state } = outgoing
  const stopped = head !== undefined && head.state.name !== 'sending'
  const words =
    state.name === 'refused'
      ? t('outgoing.refused', { reason: errorText(state) })
      : state.name === 'waiting'
        ? t('outgoing.waiting')
        : stopped
          ? t('outgoing.behind')
          : t('outgoing.sending')
  return (
    <li
      className={classes.entry}
      data-key={outgoing.id}
      data-kind={outgoing.kind}
      data-author="agent"
      data-outgoing={state.name}
      data-first={first || undefined}
    >
      {outgoing.body !== '' && (
        <div className={classes.bubble}>
          <WrittenText text={outgoing.body} mentions={outgoing.mentions} />
        </div>
      )}
      {outgoing.files.length > 0 && <Attachments ticket={outgoing.ticket} files={outgoing.files.map(({ attachment }) => attachment)} />}
      <div className={classes.state} role="status">
        {words}
        {stopped && (
          <span className={classes.actions}>
            {state.name !== 'sending' && (
              <Button size="compact-xs" variant="default" onClick={() => sender.again(outgoing.id)}>
                {state.name === 'refused' && state.code === 'answered_meanwhile' ? t('meanwhile.anyway') : t('outgoing.again')}
              </Button>
            )}
            <Button size="compact-xs" variant="subtle" color="gray" onClick={onGiveBack}>
              {t('outgoing.takeBack')}
            </Button>
          </span>
        )}
      </div>
    </li>
  )
}
