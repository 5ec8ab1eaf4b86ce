import { type Frame, type FrameOf, parseFrames } from './frames'

/** `idle`: not wanted (logged out). `lost`: waiting for the next try. */
export type SocketStatus = 'idle' | 'connecting' | 'open' | 'lost'

/** The server beats every 25 s; a longer silence is a dead line. */
const SILENCE_MS = 40_000
const LONGEST_WAIT_MS = 15_000

/** How long to wait before try number `failures + 1`: the first at once, then doubling, with jitter. */
export function reconnectDelay(failures: number, random: () => number = Math.random): number {
  const jitter = 0.5 + random() / 2
  return failures === 0 ? 300 * random() : Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (failures - 1)) * jitter
}

/** What the socket needs of a browser's WebSocket. */
export type Wire = Pick<WebSocket, 'send' | 'close' | 'readyState'> & {
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent<unknown>) => void) | null
  onclose: ((event: CloseEvent) => void) | null
}

/**
 * The inbox's one socket. It reconnects by itself and watches again what was watched; whoever keeps
 * state listens to `onUp` (and to `resync`) and refetches, since pushes are only hints.
 */
export class LiveSocket {
  private wire: Wire | undefined
  private failures = 0
  private retry: ReturnType<typeof setTimeout> | undefined
  private silence: ReturnType<typeof setTimeout> | undefined
  private current: SocketStatus = 'idle'
  private readonly watched = new Map<string, number>()
  private readonly frameListeners = new Map<Frame['type'], Set<(frame: never) => void>>()
  private readonly statusListeners = new Set<() => void>()
  private readonly openListeners = new Set<() => void>()
  private readonly failureListeners = new Set<() => void>()

  constructor(private readonly dial: () => Wire) {}

  get status(): SocketStatus {
    return this.current
  }

  /** Connects and stays connected until `stop`. Repeating it is harmless. */
  start(): void {
    if (this.current !== 'idle') return
    this.failures = 0
    this.connect()
  }

  stop(): void {
    clearTimeout(this.retry)
    this.hangUp()
    this.become('idle')
  }

  /** Tries again now: the network came back, or the reader did. */
  hurry(): void {
    if (this.current === 'lost') this.connect()
  }

  /** Wants this ticket's entries. Returns the way to stop; the room is left when nobody wants it. */
  watch(ticket: string): () => void {
    const wanted = this.watched.get(ticket) ?? 0
    this.watched.set(ticket, wanted + 1)
    if (wanted === 0) this.send({ type: 'watch', ticket })
    let released = false
    return () => {
      if (released) return
      released = true
      const left = (this.watched.get(ticket) ?? 1) - 1
      if (left > 0) {
        this.watched.set(ticket, left)
      } else {
        this.watched.delete(ticket)
        this.send({ type: 'unwatch', ticket })
      }
    }
  }

  on<T extends Frame['type']>(type: T, listener: (frame: FrameOf<T>) => void): () => void {
    const listeners = this.frameListeners.get(type) ?? new Set()
    this.frameListeners.set(type, listeners)
    listeners.add(listener as (frame: never) => void)
    return () => listeners.delete(listener as (frame: never) => void)
  }

  /** The line is up, for the first time or again: what was fetched earlier may have missed something. */
  onUp(listener: () => void): () => void {
    return listen(this.openListeners, listener)
  }

  /** A connection was refused or broke. A browser doesn't say why: ask the api whether the session lives. */
  onFailure(listener: () => void): () => void {
    return listen(this.failureListeners, listener)
  }

  onStatus(listener: () => void): () => void {
    return listen(this.statusListeners, listener)
  }

  private connect(): void {
    clearTimeout(this.retry)
    this.become('connecting')
    const wire = this.dial()
    this.wire = wire
    this.listenForSilence()
    wire.onopen = () => this.onOpen()
    wire.onmessage = (event) => this.onMessage(event.data)
    wire.onclose = () => this.onClose()
  }

  private onOpen(): void {
    this.failures = 0
    this.become('open')
    this.listenForSilence()
    for (const ticket of this.watched.keys()) this.send({ type: 'watch', ticket })
    this.openListeners.forEach((tell) => tell())
  }

  private onMessage(message: unknown): void {
    this.listenForSilence()
    if (typeof message !== 'string') return
    for (const frame of parseFrames(message)) this.frameListeners.get(frame.type)?.forEach((tell) => tell(frame as never))
  }

  private onClose(): void {
    this.hangUp()
    const delay = reconnectDelay(this.failures)
    this.failures += 1
    this.become('lost')
    this.retry = setTimeout(() => this.connect(), delay)
    this.failureListeners.forEach((tell) => tell())
  }

  private listenForSilence(): void {
    clearTimeout(this.silence)
    this.silence = setTimeout(() => this.onClose(), SILENCE_MS)
  }

  private hangUp(): void {
    clearTimeout(this.silence)
    const wire = this.wire
    this.wire = undefined
    if (!wire) return
    wire.onopen = wire.onmessage = wire.onclose = null
    wire.close()
  }

  private send(frame: { type: 'watch' | 'unwatch'; ticket: string }): void {
    if (this.current === 'open') this.wire?.send(JSON.stringify(frame))
  }

  private become(status: SocketStatus): void {
    if (this.current === status) return
    this.current = status
    this.statusListeners.forEach((tell) => tell())
  }
}

function listen(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
