import type { Attachment } from '../../shared/contract'

/** What a file is known by here: all of it, or the smaller picture that the server keeps beside it. */
export type Size = 'full' | 'preview'

/** What a file is found by. */
type Known = Pick<Attachment, 'id' | 'preview'>

/** The conversation's files as far as they are at hand, by addresses that pictures and downloads can use. */
export interface Local {
  /** The customer's own file, which needn't be fetched. */
  keep(id: string, file: Blob): void
  /** A file's address, of the smaller picture or anything better where that is asked for; undefined until it is at hand. */
  at(file: Pick<Attachment, 'id'>, size: Size): string | undefined
  /** The last try to fetch it failed. */
  failed(file: Known, size: Size): boolean
  /** Fetches what isn't at hand, once; a failed one again. */
  want(file: Known, size: Size): Promise<string | undefined>
  /** What was at hand can't be shown. */
  spoil(file: Known, size: Size): void
  forget(id: string): void
  clear(): void
}

interface Item {
  address?: string
  failed?: boolean
  coming?: Promise<string | undefined>
}

/** `bring` fetches a file, null where that fails; `changed` is called after each. */
export function createLocal(bring: (id: string, size: Size) => Promise<Blob | null>, changed: () => void): Local {
  const items = new Map<string, Item>()
  const place = ({ id, preview }: Known, size: Size) => (size === 'preview' && preview ? `${id} preview` : id)

  function drop(key: string) {
    const address = items.get(key)?.address
    if (address) URL.revokeObjectURL(address)
    items.delete(key)
  }

  const local: Local = {
    keep: (id, file) => void items.set(id, { address: URL.createObjectURL(file) }),
    at: ({ id }, size) => items.get(id)?.address ?? (size === 'preview' ? items.get(`${id} preview`)?.address : undefined),
    failed: (file, size) => !local.at(file, size) && !!items.get(place(file, size))?.failed,

    want(file, size) {
      const key = place(file, size)
      const address = local.at(file, size)
      if (address) return Promise.resolve(address)
      const known = items.get(key)
      if (known?.coming) return known.coming
      const item: Item = {}
      items.set(key, item)
      item.coming = bring(file.id, key === file.id ? 'full' : 'preview').then((blob) => {
        if (items.get(key) !== item) return
        item.coming = undefined
        item.failed = !blob
        if (blob) item.address = URL.createObjectURL(blob)
        changed()
        return item.address
      })
      return item.coming
    },

    spoil(file, size) {
      for (const key of [file.id, place(file, size)]) if (items.get(key)?.address) drop(key)
      items.set(place(file, size), { failed: true })
      changed()
    },

    forget(id) {
      drop(id)
      drop(`${id} preview`)
    },

    clear() {
      for (const key of [...items.keys()]) drop(key)
    },
  }
  return local
}
