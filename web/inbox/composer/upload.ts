import { failure } from '../api/client'
import { ApiError } from '../api/error'
import type { Attachment } from '../api/types'
import { fileAddress } from '../files/address'
import type { Put } from './uploads'

/** Nothing moves for this long: the line is dead. */
const STALL_MS = 45_000
/** How long the answer may take once all is sent: the server looks at pictures in turn, and encodes them anew. */
const ANSWER_MS = 180_000

/** Sends a file. By XMLHttpRequest, since `fetch` tells nothing of the progress of a body. */
export const upload: Put = async ({ ticket, id, name, file }, progress, signal) => {
  await readable(file)
  signal.throwIfAborted()
  return new Promise<Attachment>((resolve, reject) => {
    const request = new XMLHttpRequest()
    const lost = () => reject(new ApiError('network'))
    let stall: ReturnType<typeof setTimeout>
    const patience = (ms: number) => {
      clearTimeout(stall)
      stall = setTimeout(() => request.abort(), ms)
    }
    request.upload.onprogress = ({ loaded, total }) => {
      patience(STALL_MS)
      progress(total > 0 ? loaded / total : 0)
    }
    request.upload.onload = () => patience(ANSWER_MS)
    request.onload = () => {
      const body = parsed(request.responseText)
      if (request.status === 200 && body !== undefined) resolve(body as Attachment)
      else reject(tooLarge(failure(request.status, body)))
    }
    request.onerror = request.onabort = lost
    request.onloadend = () => {
      clearTimeout(stall)
      signal.removeEventListener('abort', abort)
    }
    const abort = () => request.abort()
    signal.addEventListener('abort', abort)
    request.open('PUT', `${fileAddress(ticket, id)}?name=${encodeURIComponent(name)}`)
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    patience(STALL_MS)
    request.send(file)
  })
}

/** @throws ApiError for a file that was moved, changed or is none; a browser would call that a lost line. */
async function readable(file: File): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer()
  } catch {
    throw new ApiError('invalid', { code: 'file_broken' })
  }
}

/** A proxy before the server may refuse it without our words. */
function tooLarge(error: ApiError): ApiError {
  return error.kind === 'too_large' ? new ApiError('too_large', { code: 'file_too_large' }) : error
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
