import { memo } from 'react'
import { pieces } from '../../shared/links'
import type { Person } from '../api/types'
import { Named } from '../mentions/named'

/** What somebody wrote, with its addresses to follow. The text is only ever text. */
export const WrittenText = memo(function WrittenText({ text, mentions }: { text: string; mentions?: readonly Person[] | undefined }) {
  return pieces(text).map((piece, index) =>
    piece.href === undefined ? (
      <Named key={index} text={piece.text} people={mentions} />
    ) : (
      <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
        {piece.text}
      </a>
    ),
  )
})
