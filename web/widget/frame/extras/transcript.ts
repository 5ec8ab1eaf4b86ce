import { verdict } from '../api'
import { isEmail } from '../form'
import { uuid } from '../random'
import { fill } from '../texts'
import type { ExtrasWorld } from './extras'
import type { ExtrasTexts } from './texts'

export interface TranscriptStanding {
  /** The form is open. */
  form: { busy?: boolean; error?: string } | null
  /** How the last wish stands, '' when there is nothing to tell. */
  words: string
  /** What opens the form. */
  offer: string
}

/** The customer's wish to get the transcript by e-mail. */
export interface Transcript {
  standing(): TranscriptStanding
  open(): void
  cancel(): void
  /** Asks for it to be sent to the draft's address. */
  ask(): Promise<void>
  /** Another conversation. */
  reset(): void
}

export function createTranscript(world: ExtrasWorld, texts: ExtrasTexts): Transcript {
  let form: TranscriptStanding['form'] = null

  function set(next: TranscriptStanding['form']) {
    form = next
    world.redraw()
  }

  function wrongWith(email: string): string | undefined {
    return !email ? texts.emailMissing : isEmail(email) ? undefined : texts.emailWrong
  }

  return {
    standing() {
      const { journal, standing, draft, held } = world.state()
      const closed = standing.state === 'closed'
      const told = journal.entries.flatMap(({ operation }) => (operation?.type.startsWith('transcript_') ? operation.type : []))
      const last = told.at(-1)
      // After several wishes the journal doesn't say which one it speaks of.
      const known = draft.wish?.noted && draft.wish.of === held?.id && told.filter((type) => type === 'transcript_asked').length < 2
      const to = known ? fill(texts.to, { email: draft.wish!.email }) : texts.somewhere
      const afresh = { form, words: '', offer: texts.transcript }
      switch (last) {
        case 'transcript_asked':
          return { form, words: fill(closed ? texts.underWay : texts.later, { to }), offer: texts.otherAddress }
        case 'transcript_sent':
          // One that was reopened since has more to be sent.
          return closed ? { form, words: fill(texts.transcriptSentTo, { to }), offer: texts.otherAddress } : afresh
        case 'transcript_failed':
          return { ...afresh, words: fill(texts.transcriptFailedTo, { to }) }
      }
      return afresh
    },

    open: () => set({}),
    cancel: () => set(null),

    async ask() {
      const { held, draft } = world.state()
      const email = draft.email.trim()
      if (!held || form?.busy) return
      const error = wrongWith(email)
      if (error) return set({ error })
      // A wish whose answer was lost is repeated as it was.
      const before = draft.wish
      const wish = before?.of === held.id && before.email === email && !before.noted ? before : { of: held.id, id: uuid(), email }
      world.draft({ wish })
      set({ busy: true })
      const { value, failure } = await world.api.transcript(held.id, held.token, { id: wish.id, email })
      if (world.state().held?.id !== held.id) return
      if (!failure) {
        world.took(value)
        form = null
        return world.draft({ wish: { ...wish, noted: true } })
      }
      const meaning = verdict(failure)
      if (meaning === 'erased') world.look()
      const { code } = failure.error ?? {}
      set({
        error:
          code === 'mail_not_set'
            ? texts.noMail
            : code === 'too_many_transcripts'
              ? texts.tooManyTranscripts
              : code === 'email' || meaning === 'invalid'
                ? texts.emailWrong
                : texts.askFailed,
      })
    },

    reset() {
      form = null
    },
  }
}
