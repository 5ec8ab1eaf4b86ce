import { expect, test } from 'vitest'
import { ApiError } from '../api/error'
import { ticketNumber } from '../tickets/fixture'
import { type Job, runJobs } from './run'

test('every job is done once, four at a time at most, and those that fail are named with their reason', async () => {
  let running = 0
  let most = 0
  const done: number[] = []
  const jobs = Array.from({ length: 11 }, (_, number): Job => ({
    ticket: ticketNumber(number),
    run: async () => {
      most = Math.max(most, ++running)
      await Promise.resolve()
      running--
      done.push(number)
      if (number === 2) throw new ApiError('conflict', { code: 'customer_wrote' })
      if (number === 7) throw new Error('a fault of ours')
    },
  }))
  let settled = 0
  const failures = await runJobs(jobs, () => settled++)
  expect(most).toBe(4)
  expect(done.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(settled).toBe(11)
  expect(failures.map(({ job, error }) => [job.ticket.number, error.code])).toEqual([
    [2, 'customer_wrote'],
    [7, 'internal'],
  ])
})

test('what failed can be done again by the same jobs', async () => {
  let tries = 0
  const job: Job = { ticket: ticketNumber(1), run: () => (++tries === 1 ? Promise.reject(new ApiError('network')) : Promise.resolve()) }
  const failures = await runJobs([job], () => undefined)
  expect(await runJobs(failures.map(({ job }) => job), () => undefined)).toEqual([])
  expect(tries).toBe(2)
})
