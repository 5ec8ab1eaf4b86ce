import type { Attachment } from '../../../shared/contract'
import { h } from '../../view/dom'
import { Icon } from '../../view/icons'
import type { Local } from '../local'
import type { ExtrasTexts } from '../texts'
import { arrowDown, cross } from './icons'

export interface LargeProps {
  file: Attachment
  local: Local
  texts: ExtrasTexts
  download(): void
  close(): void
}

/** A picture over the whole window. */
export function Large({ file, local, texts, download, close }: LargeProps) {
  const { name, width = 1, height = 1 } = file
  // The smaller one stands in until the whole one is there.
  const address = local.at(file, 'full') ?? local.at(file, 'preview')
  const failed = local.failed(file, 'full')

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation() // it isn't the chat that is closed
      close()
    } else if (event.key === 'Tab') {
      const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll('button')]
      const step = event.shiftKey ? buttons.length - 1 : 1
      event.preventDefault()
      buttons[(buttons.indexOf(document.activeElement as HTMLButtonElement) + step) % buttons.length]?.focus()
    }
  }

  function mounted(dialog: HTMLElement) {
    ;(dialog as HTMLDialogElement).showModal?.()
    dialog.querySelector<HTMLElement>('.cross')?.focus()
    void local.want(file, 'full')
  }

  return (
    <dialog
      key={`large ${file.id}`}
      class="large"
      tabindex={-1}
      aria-label={name}
      mounted={mounted}
      onkeydown={onKeyDown}
      oncancel={close}
      onclick={({ target }) => (target as Element).closest('button, img, .lost') || close()}
    >
      <div class="tools">
        <button class="tool" aria-label={texts.download} title={texts.download} onclick={download}>
          <Icon path={arrowDown} />
        </button>
        <button class="tool cross" aria-label={texts.close} title={texts.close} onclick={close}>
          <Icon path={cross} />
        </button>
      </div>
      {address && <img src={address} alt={name} style={`aspect-ratio:${width}/${height};width:${width}px`} />}
      {failed && (
        <div class="lost" role="alert">
          <p>{texts.pictureFailed}</p>
          <button class="again" onclick={() => void local.want(file, 'full')}>
            {texts.tryAgain}
          </button>
        </div>
      )}
    </dialog>
  )
}
