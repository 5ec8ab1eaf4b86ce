import type { Attachment } from '../api/types'

/** The largest box of a picture alone, and the side of one among several, in CSS pixels. */
export const LONE_WIDTH = 320
export const LONE_HEIGHT = 260
export const TILE = 136
/** A thin picture is still to be hit. */
const LEAST = 48

/** The box that a lone picture is shown in: its own proportions, never larger than it is. */
export function pictureBox({ width = LONE_WIDTH, height = LONE_HEIGHT }: Pick<Attachment, 'width' | 'height'>): { width: number; height: number } {
  const scale = Math.min(1, LONE_WIDTH / width, LONE_HEIGHT / height)
  return { width: Math.max(LEAST, Math.round(width * scale)), height: Math.max(LEAST, Math.round(height * scale)) }
}
