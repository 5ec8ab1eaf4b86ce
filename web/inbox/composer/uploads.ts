import { type ApiError, asApiError } from '../api/error'
import type { Attachment } from '../api/types'

/** A file on its way. The server knows a repeat by the id. */
export interface Upload {
  readonly id: string
  readonly ticket: string
  readonly name: string
  readonly file: File
}

/** Sends a file once. */
export type Put = (upload: Upload, progress: (part: number) => void, signal: AbortSignal) => Promise<Attachment>

export interface UploadEvents {
  /** How much of it is there, 0 to 1. */
  progress(part: number): void
  /** The line is down; it will be tried again. */
  waiting(): void
  kept(attachment: Attachment): void
  refused(error: ApiError): void
}

interface Job {
  readonly upload: Upload
  readonly events: UploadEvents
  readonly stop: AbortController
  failures: number
  /** Set while it is being sent. */
  running: boolean
  retry: ReturnType<typeof setTimeout> | undefined
}

/** A browser keeps few connections to one server; the rest of the inbox needs some. */
const AT_ONCE = 3
const LONGEST_WAIT_MS = 15_000
/** What passes when the line, the server or the agent is back. */
const PASSING: ReadonlySet<ApiError['kind']> = new Set(['network', 'unavailable', 'unauthenticated'])

/** Sends files, some at a time, and outlasts dead lines. */
export class Uploads {
  private readonly jobs = new Map<string, Job>()

  constructor(private readonly put: Put) {}

  /** Whether something would be lost with the page. */
  get busy(): boolean {
    return this.jobs.size > 0
  }

  start(upload: Upload, events: UploadEvents): void {
    if (this.jobs.has(upload.id)) return
    this.jobs.set(upload.id, { upload, events, stop: new AbortController(), failures: 0, running: false, retry: undefined })
    this.next()
  }

  /** Gives up on a file; nothing more is told of it. */
  stop(id: string): void {
    const job = this.jobs.get(id)
    if (!job) return
    this.end(job)
    job.stop.abort()
    this.next()
  }

  /** The line is back: what waits goes now. */
  hurry(): void {
    for (const job of this.jobs.values()) {
      clearTimeout(job.retry)
      job.retry = undefined
    }
    this.next()
  }

  private next(): void {
    const running = [...this.jobs.values()].filter((job) => job.running).length
    const ready = [...this.jobs.values()].filter((job) => !job.running && job.retry === undefined)
    for (const job of ready.slice(0, Math.max(0, AT_ONCE - running))) void this.try(job)
  }

  private async try(job: Job): Promise<void> {
    job.running = true
    job.events.progress(0)
    try {
      const attachment = await this.put(job.upload, (part) => this.has(job) && job.events.progress(part), job.stop.signal)
      if (!this.has(job)) return
      this.end(job)
      job.events.kept(attachment)
    } catch (thrown) {
      if (!this.has(job)) return
      const error = asApiError(thrown)
      if (PASSING.has(error.kind)) {
        this.wait(job, error)
      } else {
        this.end(job)
        job.events.refused(error)
      }
    } finally {
      job.running = false
      this.next()
    }
  }

  private wait(job: Job, error: ApiError): void {
    const delay = error.retryAfterMs ?? Math.min(LONGEST_WAIT_MS, 1000 * 2 ** job.failures)
    job.failures += 1
    job.retry = setTimeout(() => {
      job.retry = undefined
      this.next()
    }, delay)
    job.events.waiting()
  }

  /** Whether it is still wanted: it may have been stopped, and even started anew. */
  private has(job: Job): boolean {
    return this.jobs.get(job.upload.id) === job
  }

  private end(job: Job): void {
    clearTimeout(job.retry)
    this.jobs.delete(job.upload.id)
  }
}
