import type { Attachment } from '../api/types'

/** The server's limits (desk/attachment.go): the largest file in bytes, files of one message, characters of a name. */
export const MAX_FILE = 10 * 1024 * 1024
export const MAX_FILES = 10
export const MAX_FILE_NAME = 200

export const FILE_TYPES: readonly Attachment['type'][] = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf']

/** For a file picker. A phone that keeps its photos otherwise makes JPEGs of them for it. */
export const ACCEPT = FILE_TYPES.join(',')

export function isPicture({ type }: { type: string }): boolean {
  return type.startsWith('image/')
}

/** A file's name as it is sent: composed letters, no control characters, cut before its ending where it is too long. */
export function fittingName(name: string): string {
  const clean = [...name.normalize('NFC').replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').trim()]
  if (clean.length === 0) return 'plik'
  if (clean.length <= MAX_FILE_NAME) return clean.join('')
  const dot = clean.lastIndexOf('.')
  const ending = dot > 0 && clean.length - dot <= 12 ? clean.slice(dot) : []
  return [...clean.slice(0, MAX_FILE_NAME - ending.length), ...ending].join('')
}
