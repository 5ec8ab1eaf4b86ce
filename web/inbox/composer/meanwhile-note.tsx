import { Button } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { saidIn } from '../timeline/said'
import classes from './meanwhile-note.module.css'
import type { Meanwhile } from './use-meanwhile'

interface Props {
  meanwhile: Meanwhile
  onSend: () => void
  onBack: () => void
}

/** Asks whether a reply goes out although another agent has replied since it was begun. */
export function MeanwhileNote({ meanwhile, onSend, onBack }: Props) {
  const { t } = useTranslation()
  const { reply, know } = meanwhile
  if (!reply) return null
  const back = () => {
    know()
    onBack()
  }
  return (
    <div
      role="alertdialog"
      aria-labelledby="meanwhile-title"
      aria-describedby="meanwhile-text"
      className={classes.note}
      onKeyDown={(event) => {
        if (event.key === 'Escape') back()
      }}
    >
      <div className={classes.words}>
        <div id="meanwhile-title" className={classes.title}>
          {t('meanwhile.title', { name: reply.author.name })}
        </div>
        <div id="meanwhile-text" className={classes.text}>
          {saidIn(reply)}
        </div>
      </div>
      <div className={classes.buttons}>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            know()
            onSend()
          }}
        >
          {t('meanwhile.anyway')}
        </Button>
        <Button size="xs" autoFocus onClick={back}>
          {t('meanwhile.back')}
        </Button>
      </div>
    </div>
  )
}
