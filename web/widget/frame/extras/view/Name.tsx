import { h } from '../../view/dom'

/** How much of a name's end always shows: it tells files apart, and what they are. Characters. */
const END = 9

/** A file's name, cut before its end where it is too long for its place. */
export function Name({ name }: { name: string }) {
  const letters = [...name]
  const cut = Math.max(0, letters.length - END)
  return (
    <span class="name" title={name}>
      <span>{letters.slice(0, cut).join('')}</span>
      <span>{letters.slice(cut).join('')}</span>
    </span>
  )
}
