import type { Attachment, Locale } from '../../shared/contract'
import { type Failure, verdict } from '../api'
import { uuid } from '../random'
import { fill } from '../texts'
import { bytesInWords } from './bytes'
import type { ExtrasTexts } from './texts'
import type { Upload } from './upload'

/** A file of the next message. */
export interface Picked {
  id: string
  name: string
  /** As the browser has it, then as the server found it. */
  type: string
  size: number
  /** Absent for one picked before the page was reloaded, or in another tab. */
  file?: File
  /** The part that is sent, 0 to 1. */
  progress: number
  /** The server has it. */
  done?: Attachment
  /** Why the server hasn't, in words. */
  error?: string
  /** Another try may help. */
  again?: boolean
}

export interface UploadsWorld {
  lang: Locale
  texts: ExtrasTexts
  put(id: string, file: File, progress: (part: number) => void): Upload
  /** These are the next message's files that the server has, in their order. */
  keep(files: readonly Attachment[]): void
  /** The conversation itself refused. */
  look(): void
  /** A file came, or one is known by this id no more. */
  picked(file: Picked): void
  dropped(id: string): void
  changed(): void
  say(text: string): void
}

/** The next message's files: picked, on their way, there. */
export interface Uploads {
  add(files: readonly File[]): void
  remove(id: string): void
  retry(id: string): void
  /** Follows the draft: what was sent leaves, what was taken back or added in another tab comes. */
  settle(kept: readonly Attachment[]): void
  list(): readonly Picked[]
  /** Why the message can't be sent yet, in words; '' when it can. */
  waits(): string
  /** Why some weren't taken at all, in words. */
  excess(): string
  /** Another conversation: everything is stopped and forgotten. */
  clear(): void
}

/** The contract's limits. */
const MOST = 10
const LARGEST = 10 * 1024 * 1024
/** The rest waits: on a slow line the first is there sooner. */
const AT_ONCE = 2
/** What may well be taken, by the type that the browser gives it; the server looks into the file. */
const TAKEN = /^$|octet-stream|pdf|^image\/(x-)?(png|p?jpe?g|webp|gif)$/

export function createUploads(world: UploadsWorld): Uploads {
  const { lang, texts } = world
  const limit = bytesInWords(LARGEST, lang)
  let list: Picked[] = []
  let excess = ''
  const running = new Map<string, Upload>()

  const tooLarge = (size: number) => fill(texts.tooLarge, { size: bytesInWords(size, lang), limit })

  function wrongWith({ size, type }: File): string | undefined {
    if (size > LARGEST) return tooLarge(size)
    if (!TAKEN.test(type)) return texts.type
    if (!size) return texts.empty
  }

  function explain(picked: Picked, { status, error }: Failure): void {
    const meaning = verdict({ status, error })
    const words: Record<string, string> = {
      file_too_large: tooLarge(picked.size),
      file_type: texts.type,
      file_broken: texts.broken,
      picture_too_large: texts.pixels,
      too_many_files: texts.tooOften,
      after_hours: texts.refusedHours,
    }
    picked.error = words[error?.code ?? ''] ?? { retry: texts.lost, invalid: texts.refused, closed: texts.refusedClosed, erased: texts.refusedClosed }[meaning]
    picked.again = meaning === 'retry'
    if (error?.code === 'file_id_reused') {
      // The file itself has changed since the first try.
      world.dropped(picked.id)
      Object.assign(picked, { id: uuid(), error: texts.lost, again: true })
      world.picked(picked)
    }
    if (meaning === 'closed' || meaning === 'erased') world.look()
  }

  function start() {
    for (const picked of list) {
      if (running.size >= AT_ONCE) return
      if (picked.file && !picked.done && !picked.error && !running.has(picked.id)) void send(picked, picked.file)
    }
  }

  async function send(picked: Picked, file: File) {
    const { id } = picked
    const upload = world.put(id, file, (part) => {
      const before = picked.progress
      picked.progress = part
      // The whole window is drawn anew: twenty times a file are enough.
      if (Math.floor(part * 20) !== Math.floor(before * 20)) world.changed()
    })
    running.set(id, upload)
    const { value, failure } = await upload.answer
    running.delete(id)
    if (!list.includes(picked)) return start()
    if (failure) {
      explain(picked, failure)
      world.changed()
    } else {
      Object.assign(picked, { done: value, type: value.type, size: value.size, name: value.name })
      world.say(fill(texts.uploaded, { name: picked.name }))
      keep()
    }
    start()
  }

  const keep = () => world.keep(list.flatMap(({ done }) => done ?? []))

  return {
    add(files) {
      const room = MOST - list.filter((picked) => picked.again || !picked.error).length
      excess = ''
      let taken = 0
      for (const file of files) {
        const error = wrongWith(file)
        if (!error && taken++ >= room) {
          excess = fill(texts.tooMany, { limit: String(MOST) })
          continue
        }
        const picked: Picked = { id: uuid(), name: file.name, type: file.type, size: file.size, file, progress: 0, error }
        list.push(picked)
        world.picked(picked)
        if (!error) world.say(fill(texts.added, { name: file.name }))
      }
      start()
      world.changed()
    },

    remove(id) {
      const gone = list.find((picked) => picked.id === id)
      if (!gone) return
      list = list.filter((picked) => picked !== gone)
      excess = ''
      running.get(id)?.stop()
      world.dropped(id)
      world.say(fill(texts.removed, { name: gone.name }))
      keep()
    },

    retry(id) {
      const picked = list.find((picked) => picked.id === id)
      if (!picked) return
      Object.assign(picked, { error: undefined, again: undefined, progress: 0 })
      start()
      world.changed()
    },

    settle(kept) {
      const known = new Map(list.map((picked) => [picked.id, picked]))
      const ids = new Set(kept.map(({ id }) => id))
      const sent = list.some(({ id, done }) => done && !ids.has(id))
      if (sent) excess = ''
      list = list.filter(({ id, done, error, again }) => {
        // What can't be sent was told; it doesn't follow into the next message.
        const stays = done ? ids.has(id) : !sent || !error || again
        if (!stays && !done) world.dropped(id)
        return stays
      })
      if (kept.some(({ id }) => !known.has(id))) {
        list = [...kept.map((done) => known.get(done.id) ?? { ...done, progress: 1, done }), ...list.filter(({ done }) => !done)]
      }
    },

    waits() {
      if (list.some(({ done, error }) => !done && !error)) return texts.wait
      return list.filter(({ done }) => done).length > MOST ? fill(texts.tooMany, { limit: String(MOST) }) : ''
    },
    list: () => list,
    excess: () => excess,

    clear() {
      list = []
      excess = ''
      for (const upload of running.values()) upload.stop()
    },
  }
}
