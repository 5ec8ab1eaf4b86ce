import type { ApiError } from '../api/error'
import type { Attachment } from '../api/types'
import { FILE_TYPES, MAX_FILE, MAX_FILES } from '../files/limits'

/** A file that was added to a reply or note and isn't sent with it yet. Its id is the attachment's. */
export interface DraftFile {
  readonly id: string
  readonly name: string
  /** As the browser guesses it; empty where it doesn't know. */
  readonly type: string
  readonly size: number
  readonly state: FileState
}

export type FileState =
  /** On its way, or waiting for its turn: how much is there, 0 to 1. */
  | { name: 'sending'; part: number }
  /** The line is down; it goes on by itself. */
  | { name: 'waiting' }
  /** Only the writer can decide what happens. */
  | { name: 'refused'; kind: ApiError['kind']; code: string; retryAfterMs?: number | undefined }
  | ({ name: 'kept' } & KeptFile)

/** A file that the server has and that no message names yet. */
export interface KeptFile {
  readonly attachment: Attachment
  /** When it was kept, in milliseconds. */
  readonly at: number
}

export type DraftFiles = readonly DraftFile[]

/** What is known of a file before it is read. */
export type PickedFile = Pick<DraftFile, 'id' | 'name' | 'type' | 'size'>

/** The server removes what no message names for a day; a little earlier, so that nothing is sent that is just going. */
const KEPT_MS = 24 * 60 * 60_000 - 10 * 60_000

/** Adds files as far as there is room; `leftOut` of them have none. What can't be taken is said at once, beside the file. */
export function add(files: DraftFiles, picked: readonly PickedFile[]): { files: DraftFiles; leftOut: number } {
  const room = Math.max(0, MAX_FILES - files.length)
  const added = picked.slice(0, room).map((file): DraftFile => {
    const code = problemOf(file)
    return { ...file, state: code === undefined ? { name: 'sending', part: 0 } : { name: 'refused', kind: 'invalid', code } }
  })
  return { files: [...files, ...added], leftOut: picked.length - added.length }
}

/** Why the server would refuse a file, as far as can be told without reading it. */
function problemOf({ type, size }: PickedFile): string | undefined {
  if (size > MAX_FILE) return 'file_too_large'
  if (type !== '' && !FILE_TYPES.some((known) => known === type)) return 'file_type'
  return size === 0 ? 'file_broken' : undefined
}

export function become(files: DraftFiles, id: string, state: FileState): DraftFiles {
  return files.map((file) => (file.id === id ? { ...file, state } : file))
}

export function without(files: DraftFiles, id: string): DraftFiles {
  return files.filter((file) => file.id !== id)
}

export function refusal({ kind, code, retryAfterMs }: ApiError): FileState {
  return { name: 'refused', kind, code, retryAfterMs }
}

const FINAL: ReadonlySet<string> = new Set(['file_too_large', 'file_type', 'file_broken', 'picture_too_large', 'file_id_reused', 'file_gone'])

/** Whether the same file may be taken at another try. */
export function mayRetry(state: FileState): boolean {
  return state.name === 'waiting' || (state.name === 'refused' && !FINAL.has(state.code))
}

/** `many`: more than one message carries, which happens when one comes back beside another. */
export type Readiness = 'ready' | 'sending' | 'refused' | 'many'

export function readiness(files: DraftFiles): Readiness {
  if (files.some(({ state }) => state.name === 'refused')) return 'refused'
  if (files.length > MAX_FILES) return 'many'
  return files.every(({ state }) => state.name === 'kept') ? 'ready' : 'sending'
}

/** Those that the server has. */
export function keptOf(files: DraftFiles): KeptFile[] {
  return files.flatMap(({ state }) => (state.name === 'kept' ? [{ attachment: state.attachment, at: state.at }] : []))
}

/** What is left of a file that the server has no more. */
function gone(file: DraftFile): DraftFile {
  return { ...file, state: { name: 'refused', kind: 'not_found', code: 'file_gone' } }
}

export function allGone(files: DraftFiles): DraftFiles {
  return files.map(gone)
}

export function fileOf({ attachment, at }: KeptFile): DraftFile {
  const { id, name, type, size } = attachment
  return { id, name, type, size, state: { name: 'kept', attachment, at } }
}

/** Says of those that were kept too long that they are gone; the same list when none was. */
export function withoutOld(files: DraftFiles, now: number): DraftFiles {
  const old = ({ state }: DraftFile) => state.name === 'kept' && now - state.at > KEPT_MS
  if (!files.some(old)) return files
  return files.map((file) => (old(file) ? gone(file) : file))
}
