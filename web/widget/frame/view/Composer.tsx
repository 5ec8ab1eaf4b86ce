import { plural } from '../../shared/plural'
import { limits } from '../form'
import { textsIn } from '../texts'
import { h } from './dom'
import { toEnd } from './follow'
import { clip, Icon, send } from './icons'
import type { ViewProps } from './props'

/** From here on the counter shows. Characters. */
const COUNT_FROM = 9_500

export function Composer({ state, actions }: ViewProps) {
  const texts = textsIn(state.lang)
  const { held, extras } = state
  const { text, files } = state.draft
  const near = text.length >= COUNT_FROM
  const left = limits.body - (near ? [...text.trim()].length : 0)
  const wait = extras?.waits() ?? ''
  const ready = (text.trim() || files.length) && left >= 0 && !wait

  function submit(event: Event) {
    event.preventDefault()
    if (!ready) return
    actions.send()
    toEnd(document.querySelector('.log')!)
    document.querySelector<HTMLElement>('.composer textarea')?.focus()
  }

  function onKeyDown(event: KeyboardEvent) {
    // While an input method composes, Enter chooses a word (229: Safari says so only this way).
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    submit(event)
  }

  return (
    <form class="composer" onsubmit={submit}>
      {extras ? extras.chips() : files.length > 0 && <i class="aside" mounted={actions.load} />}
      <textarea
        rows={1}
        value={text}
        aria-label={texts.message}
        aria-describedby={near ? 'left' : undefined}
        placeholder={texts.placeholder}
        enterkeyhint="send"
        drawn={grow}
        oninput={(event) => actions.type({ text: (event.currentTarget as HTMLTextAreaElement).value })}
        onkeydown={onKeyDown}
      />
      {held && !held.opening && (
        <button class="clip" type="button" aria-label={texts.attach} title={texts.attach} onclick={actions.pick}>
          <Icon path={clip} />
        </button>
      )}
      <button class="send" type="submit" aria-label={texts.send} title={wait || texts.send} aria-disabled={!ready}>
        <Icon path={send} />
      </button>
      {near && (
        <p class={left < 0 ? 'left error' : 'left'} id="left">
          {plural(state.lang, Math.abs(left), left < 0 ? texts.over : texts.left)}
        </p>
      )}
    </form>
  )
}

/** As high as its text, up to the height that style.css allows. */
function grow(area: HTMLElement) {
  if (area.dataset.text === (area as HTMLTextAreaElement).value) return
  area.dataset.text = (area as HTMLTextAreaElement).value
  area.style.height = 'auto'
  if (area.scrollHeight) area.style.height = `${area.scrollHeight + 2}px`
}
