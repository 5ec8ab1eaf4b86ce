import type { ApiError, Attachment } from '../../shared/contract'
import type { Answer } from '../api'

/** A file on its way. */
export interface Upload {
  answer: Promise<Answer<Attachment>>
  stop(): void
}

/** An upload of which nothing has been heard for this long has failed: while it is sent, and while the server looks at it. Ms. */
const STALLED = 30_000
const WORKING = 90_000

/** Sends a file by XMLHttpRequest: fetch doesn't tell how far it is. `progress` gets the part that is sent, 0 to 1. */
export function upload(address: string, token: string, file: File, progress: (part: number) => void): Upload {
  const request = new XMLHttpRequest()
  let silence: ReturnType<typeof setTimeout> | undefined
  const heard = (patience: number) => {
    clearTimeout(silence)
    silence = setTimeout(() => request.abort(), patience)
  }
  const answer = new Promise<Answer<Attachment>>((done) => {
    request.onloadend = () => {
      clearTimeout(silence)
      const { status } = request
      let body: (Attachment & { error?: ApiError }) | null = null
      try {
        body = JSON.parse(request.responseText)
      } catch {
        // Not our server's answer, or none.
      }
      done(status === 200 && body?.id ? { value: body } : { failure: { status: status === 200 ? 0 : status, error: body?.error?.kind ? body.error : undefined } })
    }
  })
  request.upload.onprogress = ({ loaded, total }) => {
    heard(STALLED)
    if (total) progress(loaded / total)
  }
  request.upload.onload = () => heard(WORKING)
  request.open('PUT', address)
  request.setRequestHeader('Authorization', `Bearer ${token}`)
  heard(STALLED)
  request.send(file)
  return { answer, stop: () => request.abort() }
}
