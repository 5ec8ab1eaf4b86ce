import { Button } from '@mantine/core'
import { DangerDialog } from '../form/danger-dialog'
import { useTranslation } from '../lang/translation'
import classes from './canned.module.css'
import { type Gap, WORD_OF } from './placeholders'

interface Props {
  gaps: readonly Gap[]
  /** It was about to be sent. */
  asking: boolean
  /** Goes to the first of them. */
  onFix: () => void
  onSend: () => void
}

/** What a reply still leaves open: said beside it, and asked before it is sent. */
export default function Gaps({ gaps, asking, onFix, onSend }: Props) {
  const { t } = useTranslation()
  const names = [...new Set(gaps.map(({ placeholder }) => `${t(`canned.placeholder.${WORD_OF[placeholder]}`)} {${placeholder}}`))].join(', ')
  return (
    <>
      <div className={classes.note} role="status">
        <span className={classes.gap}>{t('canned.gaps', { names })}</span>
        <Button size="compact-xs" variant="default" onClick={onFix}>
          {t('canned.show')}
        </Button>
      </div>
      <DangerDialog
        opened={asking}
        title={t('canned.ask')}
        text={t('canned.askText', { names })}
        back={t('canned.fix')}
        action={t('canned.sendAnyway')}
        onClose={onFix}
        onAction={onSend}
      />
    </>
  )
}
