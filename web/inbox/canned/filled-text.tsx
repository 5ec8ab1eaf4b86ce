import { useTranslation } from '../lang/translation'
import classes from './canned.module.css'
import { cut, WORD_OF } from './placeholders'

/** A text whose gaps are marked. */
export function FilledText({ text }: { text: string }) {
  const { t } = useTranslation()
  return cut(text).map((piece, at) =>
    typeof piece === 'string' ? (
      piece
    ) : (
      <mark key={at} className={classes.gap} title={t(`canned.placeholder.${WORD_OF[piece.placeholder]}`)}>
        {`{${piece.placeholder}}`}
      </mark>
    ),
  )
}
