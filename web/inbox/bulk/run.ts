import { asApiError, type ApiError } from '../api/error'
import type { TicketSummary } from '../api/types'

/** What is to be done with one ticket; to do it again is harmless. */
export interface Job {
  readonly ticket: TicketSummary
  readonly run: (ticket: TicketSummary) => Promise<void>
}

export interface Failure {
  readonly job: Job
  readonly error: ApiError
}

/** So many requests at once. */
const AT_ONCE = 4

/**
 * Does all jobs, some at a time; one that fails doesn't stop the others. `onSettled` is called after each.
 * Returns those that failed, in the jobs' order.
 */
export async function runJobs(jobs: readonly Job[], onSettled: () => void): Promise<Failure[]> {
  const errors = new Map<Job, ApiError>()
  const waiting = [...jobs]
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      try {
        await job.run(job.ticket)
      } catch (thrown) {
        errors.set(job, asApiError(thrown))
      }
      onSettled()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return jobs.flatMap((job) => {
    const error = errors.get(job)
    return error ? [{ job, error }] : []
  })
}
