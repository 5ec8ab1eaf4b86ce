import createClient from 'openapi-fetch'
import type { paths } from '../../api/schema'
import { ApiError, errorOfAnswer } from './error'

/** A call that takes longer than this counts as not reached. */
const DEADLINE_MS = 15_000

/** Typed by the contract. Cookies go to our own origin only. Use it through `answer`. */
export const api = createClient<paths>({
  baseUrl: '/',
  credentials: 'same-origin',
  headers: { Accept: 'application/json' },
  fetch: (request) => fetch(new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(DEADLINE_MS)]) })),
})

type Listener = () => void
const unauthenticated = new Set<Listener>()

/** Called whenever the server no longer knows who we are. Returns the way to stop. */
export function onUnauthenticated(listener: Listener): () => void {
  unauthenticated.add(listener)
  return () => unauthenticated.delete(listener)
}

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/**
 * The body of a successful call.
 *
 * @throws ApiError for every other outcome, except that an aborted call rethrows its AbortError.
 */
export async function answer<T>(call: Promise<Answer<T>>): Promise<T> {
  let result: Answer<T>
  try {
    result = await call
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown
    throw new ApiError('network', { message: String(thrown) })
  }
  if (result.response.ok) return result.data as T
  throw failure(result.response.status, result.error)
}

/** What a failed answer means. Whoever asked to hear of the session's end is told. */
export function failure(status: number, body: unknown): ApiError {
  const error = errorOfAnswer(status, body)
  if (error.kind === 'unauthenticated') unauthenticated.forEach((tell) => tell())
  return error
}
