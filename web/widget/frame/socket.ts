import type { Author, Entry } from '../shared/contract'
import { backoff } from './backoff'

/** What the server pushes to a customer (docs/REALTIME.md); frames of other types are ignored. */
export type Push =
  | { type: 'beat' }
  | { type: 'watching'; through: number }
  | { type: 'refused' }
  | { type: 'entries'; from: number; through: number; entries: Entry[] }
  | { type: 'typing'; author: Author }
  | { type: 'resync' }
  | { type: 'settings'; version?: number }

export interface SocketEvents {
  up(): void
  /** It was up, or couldn't come up; it tries again by itself. */
  down(): void
  push(push: Push): void
}

export interface Socket {
  isUp(): boolean
  /** Try at once if it isn't connected. */
  kick(): void
  stop(): void
}

/** The server beats every 25 s; a line silent for longer than this is dead. */
const SILENCE = 40_000

/** Keeps a line to the conversation open until stopped. */
export function createSocket(id: string, token: string, events: SocketEvents): Socket {
  let socket: WebSocket | null = null
  let up = false
  let stopped = false
  let failures = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined

  function connect() {
    clearTimeout(retry)
    const { protocol, host } = location
    const line = new WebSocket(
      `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/v1/conversations/${encodeURIComponent(id)}/socket`,
      ['rozmowa.v1', `bearer.${token}`],
    )
    socket = line
    heard()
    line.onopen = () => {
      up = true
      failures = 0
      heard()
      events.up()
    }
    line.onmessage = ({ data }) => {
      heard()
      let push: Push
      try {
        push = JSON.parse(data as string) as Push
      } catch {
        return
      }
      events.push(push)
    }
    line.onclose = lost
  }

  function heard() {
    clearTimeout(silence)
    silence = setTimeout(lost, SILENCE)
  }

  /** Lets go of the line, also of one that only hangs, and plans the next: at once after one that worked. */
  function lost() {
    clearTimeout(silence)
    clearTimeout(retry)
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.close()
      socket = null
    }
    if (stopped) return
    const wait = up ? Math.random() * 250 : backoff(++failures)
    up = false
    retry = setTimeout(connect, wait)
    events.down()
  }

  connect()
  return {
    isUp: () => up,
    kick() {
      if (up || stopped || socket) return
      failures = 0
      connect()
    },
    stop() {
      stopped = true
      lost()
    },
  }
}
