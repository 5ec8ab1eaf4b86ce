import type { ApiError, Conversation, Entry, EntryPage, NewConversation, StartedConversation, TranscriptWish } from '../shared/contract'

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
  if (!error || status >= 500 || status === 429) return 'retry'
  switch (error.kind) {
    case 'not_found':
    case 'forbidden':
    case 'unauthenticated':
      return 'erased'
    case 'closed':
      return 'closed'
    default:
      return 'invalid'
  }
}

/** The server as the window uses it. Nothing here throws. */
export interface Api {
  start(channel: string, conversation: NewConversation): Promise<Answer<StartedConversation>>
  write(id: string, token: string, entry: { id: string; body: string; attachments?: string[] }): Promise<Answer<Entry>>
  entries(id: string, token: string, after: number): Promise<Answer<EntryPage>>
  typing(id: string, token: string): Promise<Answer<null>>
  end(id: string, token: string): Promise<Answer<Conversation>>
  transcript(id: string, token: string, wish: TranscriptWish): Promise<Answer<Entry>>
}

/** A request without an answer for this long has failed. */
const TIMEOUT = 15_000

export function createApi(): Api {
  async function request<T>(method: string, path: string, token?: string, body?: unknown): Promise<Answer<T>> {
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), TIMEOUT)
    try {
      const response = await fetch(`/api/v1/${path}`, {
        method,
        credentials: 'omit', // an agent who looks at the shop is a customer here
        cache: 'no-store',
        signal: abort.signal,
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      if (response.ok) return { value: (response.status === 204 ? null : await response.json()) as T }
      const answer = (await response.json().catch(() => null)) as { error?: ApiError } | null
      return { failure: { status: response.status, error: answer?.error?.kind ? answer.error : undefined } }
    } catch {
      return { failure: { status: 0 } }
    } finally {
      clearTimeout(timer)
    }
  }
  const at = (id: string, what: string) => `conversations/${encodeURIComponent(id)}/${what}`

  return {
    start: (channel, conversation) => request('POST', `widget/${encodeURIComponent(channel)}/conversations`, undefined, conversation),
    write: (id, token, entry) => request('POST', at(id, 'entries'), token, entry),
    entries: (id, token, after) => request('GET', at(id, `entries?after=${after}`), token),
    typing: (id, token) => request('POST', at(id, 'typing'), token),
    end: (id, token) => request('POST', at(id, 'end'), token),
    transcript: (id, token, wish) => request('POST', at(id, 'transcript'), token, wish),
  }
}
