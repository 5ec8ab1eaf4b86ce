import type { DraftStore } from './draft'
import type { KeptFile } from './draft-files'

/** A store in memory that holds texts of a length, for tests. */
export function memory(limit = Infinity): DraftStore & { size: () => number } {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > limit) throw new Error('full')
      kept.set(key, value)
    },
    removeItem: (key) => void kept.delete(key),
    size: () => kept.size,
  }
}

/** A file that the server has, for tests. */
export function keptFile(id: string, at = Date.now()): KeptFile {
  return { attachment: { id, name: `${id}.png`, type: 'image/png', size: 10, width: 4, height: 3, preview: false }, at }
}
