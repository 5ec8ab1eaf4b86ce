import type { ApiError, Entry, EntryPage, NewConversation, StartedConversation, TranscriptWish } from '../shared/contract'

export type Answer<T> = { value: T; failure?: undefined } | { failure: Failure; value?: undefined }

/** Why a request brought nothing. `status` is 0 when no answer came; `error` is the server's word, if it was ours. */
export interface Failure {
  status: number
  error?: ApiError
}

/**
 * What a failure means for the thing that was sent. An answer that isn't our server's (a proxy's error
 * page) never costs a conversation: it is tried again.
 */
export function verdict({ status, error }: Failure): 'retry' | 'erased' | 'closed' | 'invalid' {
  if (!error?.kind || status >= 500 || status === 429) return 'retry'
  if (/^(not_found|forbidden|unauthenticated)$/.test(error.kind)) return 'erased'
  return error.kind === 'closed' ? 'closed' : 'invalid'
}

/** The server as the window uses it. Nothing here throws. */
export interface Api {
  start(channel: string, conversation: NewConversation): Promise<Answer<StartedConversation>>
  write(id: string, token: string, entry: { id: string; body: string; attachments?: string[] }): Promise<Answer<Entry>>
  entries(id: string, token: string, after: number): Promise<Answer<EntryPage>>
  /** What is no entry: that the customer types, or ends the conversation, and how far they have got. */
  tell(id: string, token: string, what: 'typing' | 'end' | 'receipt', receipt?: { delivered: number; read: number }): Promise<Answer<unknown>>
  transcript(id: string, token: string, wish: TranscriptWish): Promise<Answer<Entry>>
}

/** A request without an answer for this long has failed. */
const TIMEOUT = 15_000

export function createApi(): Api {
  async function request<T>(method: string, path: string, token?: string, body?: object): Promise<Answer<T>> {
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), TIMEOUT)
    try {
      const response = await fetch(`/api/v1/${path}`, {
        method,
        credentials: 'omit', // an agent who looks at the shop is a customer here
        signal: abort.signal,
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body && { 'Content-Type': 'application/json' }),
        },
        body: JSON.stringify(body), // none where there is none
      })
      if (response.ok) return { value: (response.status === 204 ? null : await response.json()) as T }
      const answer = (await response.json().catch(() => null)) as { error?: ApiError } | null
      return { failure: { status: response.status, error: answer?.error } }
    } catch {
      return { failure: { status: 0 } }
    } finally {
      clearTimeout(timer)
    }
  }
  const at = (id: string, what: string) => `conversations/${id}/${what}`

  return {
    start: (channel, conversation) => request('POST', `widget/${encodeURIComponent(channel)}/conversations`, undefined, conversation),
    write: (id, token, entry) => request('POST', at(id, 'entries'), token, entry),
    entries: (id, token, after) => request('GET', at(id, `entries?after=${after}`), token),
    tell: (id, token, what, receipt) => request('POST', at(id, what), token, receipt),
    transcript: (id, token, wish) => request('POST', at(id, 'transcript'), token, wish),
  }
}
