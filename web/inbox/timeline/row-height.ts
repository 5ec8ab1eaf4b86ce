import type { Attachment, Entry } from '../api/types'
import type { Line } from './lines'
import { isPicture } from '../files/limits'
import { pictureBox, TILE } from '../files/picture-box'

/** As timeline.module.css and attachments.module.css have them, in pixels. */
const GAP = 6
const CARD = 54
const NOTE_FRAME = 14
const TILES_IN_A_ROW = 4
const LINE = 21.75
const BUBBLE = 16
const LETTERS_IN_A_LINE = 72
const DAY = 38
const OPERATION = 35

/** About how tall some lines will be, so that the scrollbar hardly moves when they are drawn. */
export function partHeight(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => {
    if (line.type === 'day') return sum + DAY
    return sum + (line.entry.kind === 'operation' ? OPERATION : rowHeight(line.entry, line.first, line.last))
  }, 0)
}

/** About how tall a message will be. */
export function rowHeight({ kind, body = '', attachments = [] }: Pick<Entry, 'kind' | 'body' | 'attachments'>, first: boolean, last: boolean): number {
  const lines = body.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LETTERS_IN_A_LINE)), 0)
  const words = body === '' ? 0 : lines * LINE + BUBBLE
  const files = attachments.length === 0 ? 0 : filesHeight(attachments) + (kind === 'note' ? NOTE_FRAME : 0)
  return Math.round(words + files + (first ? 30 : 2) + (last ? 24 : 0))
}

function filesHeight(files: readonly Attachment[]): number {
  const pictures = files.filter(isPicture)
  const [lone] = pictures
  const rows = Math.ceil(pictures.length / TILES_IN_A_ROW)
  const shown = pictures.length === 1 && lone ? pictureBox(lone).height : rows * (TILE + GAP) - GAP
  const blocks = [...(lone ? [shown] : []), ...files.slice(pictures.length).map(() => CARD)]
  return blocks.reduce((sum, height) => sum + height + GAP, GAP)
}
