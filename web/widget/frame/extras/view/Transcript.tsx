import { Fragment, h } from '../../view/dom'
import type { ExtrasTexts } from '../texts'
import type { TranscriptStanding } from '../transcript'

export interface TranscriptProps {
  standing: TranscriptStanding
  /** The form's, kept with the other drafts. */
  email: string
  texts: ExtrasTexts
  /** What comes in the place of what had the focus takes it. */
  takeFocus?: (element: HTMLElement) => void
  open(): void
  cancel(): void
  type(email: string): void
  ask(): void
}

/** Asks for the transcript by e-mail, and tells how that stands. */
export function Transcript({ standing, email, texts, takeFocus, open, cancel, type, ask }: TranscriptProps) {
  if (standing.form) {
    const { busy, error } = standing.form
    return (
      <form
        key="wish"
        class="wish"
        novalidate
        onsubmit={(event) => {
          event.preventDefault()
          ask()
        }}
        onkeydown={(event) => {
          if (event.key !== 'Escape' || event.isComposing) return
          event.stopPropagation() // neither the question around it nor the chat is closed
          cancel()
        }}
      >
        <label for="wish">{texts.email}</label>
        <input
          id="wish"
          type="email"
          autocomplete="email"
          maxlength={254}
          value={email}
          required
          aria-invalid={!!error}
          aria-describedby={error && 'wish-error'}
          mounted={(field) => field.focus()}
          oninput={(event) => type((event.currentTarget as HTMLInputElement).value)}
        />
        {error && (
          <p class="error" id="wish-error" role="alert">
            {error}
          </p>
        )}
        <div class="both">
          <button type="button" class="plain" onclick={cancel}>
            {texts.cancel}
          </button>
          <button class="main" aria-disabled={!!busy}>
            {texts.ask}
          </button>
        </div>
      </form>
    )
  }
  const { words, offer } = standing
  return (
    <>
      {words && (
        <p key="words" class="asked" tabindex={-1} mounted={takeFocus}>
          {words}
        </p>
      )}
      <button key="offer" type="button" class="plain lesser" mounted={words ? undefined : takeFocus} onclick={open}>
        {offer}
      </button>
    </>
  )
}
