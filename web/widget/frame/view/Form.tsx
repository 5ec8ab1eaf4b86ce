import { errorsOf, type Field, fields, limits } from '../form'
import { textsIn } from '../texts'
import { h } from './dom'
import type { ViewProps } from './props'

export function Form({ state: { draft, lang, tried }, actions }: ViewProps) {
  const texts = textsIn(lang)
  // Errors show only after the first try, then vanish as they are mended.
  const errors = tried ? errorsOf(draft, texts) : {}

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    actions.start()
    form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }

  const field = (name: Field) => {
    const error = errors[name]
    const common = {
      id: name,
      name,
      value: draft[name],
      required: true,
      'aria-invalid': !!error,
      'aria-describedby': error && `${name}-error`,
      oninput: (event: Event) => actions.type({ [name]: (event.currentTarget as HTMLInputElement).value }),
    }
    return (
      <div class="field" key={name}>
        <label for={name}>{texts[name]}</label>
        {name === 'body' ? (
          <textarea {...common} rows={4} />
        ) : (
          <input {...common} type={name === 'email' ? 'email' : 'text'} autocomplete={name === 'subject' ? 'off' : name} maxlength={limits[name]} />
        )}
        {error && (
          <p class="error" id={`${name}-error`}>
            {error}
          </p>
        )}
      </div>
    )
  }

  return (
    <form novalidate onsubmit={submit}>
      {fields.map(field)}
      <button class="main" type="submit">
        {texts.start}
      </button>
    </form>
  )
}
