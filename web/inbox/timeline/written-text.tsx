import { memo } from 'react'
import { pieces } from '../../shared/links'

/** What somebody wrote, with its addresses to follow. The text is only ever text. */
export const WrittenText = memo(function WrittenText({ text }: { text: string }) {
  return pieces(text).map((piece, index) =>
    piece.href === undefined ? (
      piece.text
    ) : (
      <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
        {piece.text}
      </a>
    ),
  )
})
