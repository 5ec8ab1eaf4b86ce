import type { Person } from '../api/types'
import { useMe } from '../session/me'
import { namedIn } from './mentions'
import classes from './named.module.css'

/** A text in which the people named stand out, the reader most of all. */
export function Named({ text, people }: { text: string; people: readonly Person[] | undefined }) {
  const me = useMe().id
  if (!people || people.length === 0) return text
  const known = people.map(({ id = '', name }) => ({ id, name }))
  return namedIn(text, known).map(({ text: part, person }, at) =>
    person ? (
      <span key={at} className={classes.mention} data-mention data-own={person.id === me || undefined}>
        {part}
      </span>
    ) : (
      part
    ),
  )
}
