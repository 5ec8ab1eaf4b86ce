import { beforeEach, describe, expect, it, vi } from 'vitest'
import { frame as texts } from '../../lang/pl'
import type { Entry, Operation, TranscriptWish } from '../../shared/contract'
import type { Answer, Failure } from '../api'
import { emptyJournal, standing } from '../journal'
import type { State } from '../state'
import type { Draft } from '../store'
import { extrasTexts } from './texts'
import { createTranscript } from './transcript'

const words = extrasTexts('pl', texts)
const refusal = (status: number, kind: NonNullable<Failure['error']>['kind'], code: string): Failure => ({ status, error: { kind, code, message: '' } })

/** A conversation whose server answers by plan, then well. */
function desk() {
  const asked: TranscriptWish[] = []
  const plan: (Failure | Promise<Failure>)[] = []
  const look = vi.fn()
  const draft: Draft = { name: '', email: 'anna@example.com', subject: '', body: '', text: '', files: [] }
  let state = { held: { id: 'c', token: 't' }, journal: emptyJournal, standing: standing(emptyJournal), draft } as State
  const told = (type: Operation['type'], of: Partial<Operation> = {}) => {
    const seq = state.journal.through + 1
    const entry: Entry = { seq, id: `e${seq}`, kind: 'operation', author: { kind: 'system', name: '' }, operation: { type, ...of }, createdAt: '' }
    const journal = { entries: [...state.journal.entries, entry], through: seq }
    state = { ...state, journal, standing: standing(journal) }
  }
  const transcript = createTranscript(
    {
      texts,
      state: () => state,
      api: {
        async transcript(_id, _token, wish): Promise<Answer<Entry>> {
          asked.push(wish)
          const failure = await plan.shift()
          return failure ? { failure } : { value: { seq: 1 } as Entry }
        },
      },
      draft: (part) => (state = { ...state, draft: { ...state.draft, ...part } }),
      took: () => told('transcript_asked'),
      look,
      redraw: () => undefined,
    },
    words,
  )
  return {
    transcript,
    asked,
    plan,
    look,
    told,
    type: (email: string) => (state = { ...state, draft: { ...state.draft, email } }),
    switchTo: (id: string) => (state = { ...state, held: { id, token: 't' } }),
  }
}

describe('the transcript', () => {
  let on: ReturnType<typeof desk>
  beforeEach(() => {
    on = desk()
  })

  it('is on offer, then promised, then sent', async () => {
    expect(on.transcript.standing()).toEqual({ form: null, words: '', offer: words.transcript })
    on.transcript.open()
    await on.transcript.ask()
    expect(on.asked).toMatchObject([{ email: 'anna@example.com' }])
    expect(on.transcript.standing()).toEqual({ form: null, words: 'Zapis wyślemy na anna@example.com, gdy rozmowa się skończy.', offer: words.otherAddress })
    on.told('closed', { by: 'customer' })
    expect(on.transcript.standing().words).toBe('Wysyłamy zapis rozmowy na anna@example.com.')
    on.told('transcript_sent')
    expect(on.transcript.standing().words).toBe('Zapis rozmowy wysłaliśmy na anna@example.com.')
  })

  it('can be asked for again when it could not be sent, as a new wish', async () => {
    on.told('closed', { by: 'agent' })
    await on.transcript.ask()
    on.told('transcript_failed')
    expect(on.transcript.standing()).toMatchObject({ words: 'Nie udało się wysłać zapisu na anna@example.com.', offer: words.transcript })
    await on.transcript.ask()
    expect(on.asked).toHaveLength(2)
    expect(on.asked[0]!.id).not.toBe(on.asked[1]!.id)
  })

  it('names no address where it isn’t known which one the journal speaks of', async () => {
    on.told('transcript_asked')
    expect(on.transcript.standing().words).toBe('Zapis wyślemy e-mailem, gdy rozmowa się skończy.')
    await on.transcript.ask()
    on.told('closed', { by: 'customer' })
    on.told('transcript_sent')
    expect(on.transcript.standing().words).toBe('Zapis rozmowy wysłaliśmy e-mailem.')
  })

  it('is on offer again in a conversation that goes on', () => {
    on.told('closed', { by: 'agent' })
    on.told('transcript_sent')
    on.told('reopened')
    expect(on.transcript.standing()).toEqual({ form: null, words: '', offer: words.transcript })
  })

  it('is the same wish however often its answer is lost, and another one for another address', async () => {
    on.plan.push({ status: 0 }, { status: 502 }, { status: 0 })
    await on.transcript.ask()
    await on.transcript.ask()
    on.type('jan@example.com')
    await on.transcript.ask()
    await on.transcript.ask()
    const [first, second, third, fourth] = on.asked.map(({ id }) => id)
    expect(second).toBe(first)
    expect(third).not.toBe(first)
    expect(fourth).toBe(third)
  })

  it.each([
    ['', words.emailMissing],
    ['anna', words.emailWrong],
  ])('doesn’t go to "%s"', async (email, error) => {
    on.type(email)
    await on.transcript.ask()
    expect(on.transcript.standing().form).toEqual({ error })
    expect(on.asked).toEqual([])
  })

  it.each<[string, Failure, string]>([
    ['no connection', { status: 0 }, words.askFailed],
    ['an address that only the server finds wrong', refusal(400, 'invalid', 'email'), words.emailWrong],
    ['a mail server that was taken away', refusal(503, 'unavailable', 'mail_not_set'), words.noMail],
    ['too many', refusal(429, 'too_many', 'too_many_transcripts'), words.tooManyTranscripts],
    ['too many requests', refusal(429, 'too_many', 'too_many_requests'), words.askFailed],
  ])('says what to do after %s', async (_, failure, error) => {
    on.plan.push(failure)
    await on.transcript.ask()
    expect(on.transcript.standing().form).toEqual({ error })
  })

  it('is asked for once while an answer is awaited', async () => {
    void on.transcript.ask()
    await on.transcript.ask()
    expect(on.asked).toHaveLength(1)
  })

  it('of a conversation that was left meanwhile says nothing about the next', async () => {
    on.plan.push({ status: 0 })
    const asking = on.transcript.ask()
    on.switchTo('d')
    on.transcript.reset()
    await asking
    expect(on.transcript.standing()).toEqual({ form: null, words: '', offer: words.transcript })
  })

  it('makes the window look again when the conversation is gone', async () => {
    on.plan.push(refusal(404, 'not_found', 'conversation_not_found'))
    await on.transcript.ask()
    expect(on.look).toHaveBeenCalled()
  })
})
