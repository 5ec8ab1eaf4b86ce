import type { Person } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { Avatar } from '../shell/avatar'
import type { Typists } from '../timeline/typists'
import classes from './others.module.css'

/** So many have a face; of the others there is the number. */
const FACES = 3

interface Props {
  present: readonly Person[]
  typists: Typists
}

/** The other agents who have the ticket open, and who of them is typing. */
export function Others({ present, typists }: Props) {
  const { t } = useTranslation()
  const me = useMe().id
  const others = present.filter(({ id }) => id !== me)
  const typing = new Set([...typists.values()].map(({ author }) => author.id))
  const names = others.map(({ id, name }) => (typing.has(id) ? t('presence.typing', { name }) : name))
  const words = t('presence.here', { names: names.join(', ') })
  return (
    <div role="status" className={classes.others}>
      {others.length > 0 && (
        <div className={classes.shown} title={words}>
          <span className={classes.faces} aria-hidden>
            {others.slice(0, FACES).map(({ id = '', ...person }) => (
              <span key={id} className={classes.face} data-typing={typing.has(id) || undefined}>
                <Avatar person={{ ...person, id }} size={24} />
              </span>
            ))}
            {others.length > FACES && <span className={classes.more}>+{others.length - FACES}</span>}
            {others.length > 1 && <span className={classes.moreThanOne}>+{others.length - 1}</span>}
          </span>
          <span className={classes.words}>{words}</span>
        </div>
      )}
    </div>
  )
}
