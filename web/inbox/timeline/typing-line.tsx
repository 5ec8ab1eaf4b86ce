import { useTranslation } from '../lang/translation'
import type { Typists } from './typists'
import classes from './timeline.module.css'

/** Who is typing; its place is kept free, so nothing jumps. */
export function TypingLine({ typists, customer }: { typists: Typists; customer: string }) {
  const { t } = useTranslation()
  const authors = [...typists.values()].map((typist) => typist.author)
  const texts = authors.map((author) =>
    author.kind === 'customer' ? t('typing.customer', { name: customer }) : t('typing.agent', { name: author.name }),
  )
  return (
    <div className={classes.typing} aria-hidden={texts.length === 0}>
      {texts.length > 0 && (
        <>
          <span className={classes.dots} aria-hidden>
            <i />
            <i />
            <i />
          </span>
          {texts.join(' · ')}
        </>
      )}
    </div>
  )
}
