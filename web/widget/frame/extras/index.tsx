import type { Attachment } from '../../shared/contract'
import { h } from '../view/dom'
import type { Extras, ExtrasWorld } from './extras'
import { createLocal, type Size } from './local'
import { extrasTexts } from './texts'
import { createTranscript } from './transcript'
import { upload } from './upload'
import { createUploads } from './uploads'
import { Chips } from './view/Chips'
import { Files } from './view/Files'
import { Large } from './view/Large'
import css from './view/style.css?inline'
import { Transcript } from './view/Transcript'

/** Fetching a file takes no longer than this. Ms. */
const TIMEOUT = 120_000
/** While files are dragged over the window it hears of it more often than this. Ms. */
const DRAGGED = 600
/** Screen readers tell what changes in a place that they know already. Ms. */
const KNOWN = 150

export function createExtras(world: ExtrasWorld): Extras {
  const { lang } = world.state()
  const texts = extrasTexts(lang, world.texts)
  const transcript = createTranscript(world, texts)
  const downloads = new Map<string, 'busy' | 'failed'>()
  /** The conversation that all of this is about. */
  let of: string | undefined
  let large: Attachment | null = null
  /** The button that enlarged it. */
  let opener: HTMLElement | null = null
  let dragged: ReturnType<typeof setTimeout> | undefined
  let said = ''
  let moveFocus = false

  document.head.append(Object.assign(document.createElement('style'), { textContent: css }))
  addEventListener('dragover', ({ dataTransfer }) => {
    if (!dataTransfer?.types.includes('Files') || !document.querySelector('.clip')) return
    const first = !dragged
    clearTimeout(dragged)
    dragged = setTimeout(undrag, DRAGGED)
    if (first) world.redraw()
  })
  addEventListener('drop', undrag)

  function undrag() {
    clearTimeout(dragged)
    dragged = undefined
    world.redraw()
  }

  function say(words: string) {
    setTimeout(() => {
      said = words
      world.redraw()
    }, KNOWN)
  }

  const address = (id: string) => `/api/v1/conversations/${encodeURIComponent(world.state().held!.id)}/attachments/${id}`

  async function bring(id: string, size: Size): Promise<Blob | null> {
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), TIMEOUT)
    try {
      const response = await fetch(`${address(id)}${size === 'preview' ? '?size=preview' : ''}`, {
        credentials: 'omit',
        headers: { Authorization: `Bearer ${world.state().held!.token}` },
        signal: abort.signal,
      })
      return response.ok ? await response.blob() : null
    } catch {
      return null
    } finally {
      clearTimeout(timer)
    }
  }

  const local = createLocal(bring, world.redraw)
  const uploads = createUploads({
    lang,
    texts,
    put: (id, file, progress) => upload(`${address(id)}?${new URLSearchParams({ name: [...file.name].slice(-200).join('') })}`, world.state().held!.token, file, progress),
    keep: (files) => world.draft({ files }),
    look: world.look,
    picked: ({ id, file }) => file && local.keep(id, file),
    dropped: local.forget,
    changed: world.redraw,
    say,
  })

  /** Every part is drawn from the conversation that is held now. */
  function follow() {
    const { held, draft } = world.state()
    if (held?.id !== of) {
      of = held?.id
      uploads.clear()
      local.clear()
      downloads.clear()
      transcript.reset()
      large = null
      said = ''
    }
    uploads.settle(draft.files)
  }

  async function download(file: Attachment) {
    if (downloads.get(file.id) === 'busy') return
    downloads.set(file.id, 'busy')
    world.redraw()
    const href = await local.want(file, 'full')
    if (href) {
      downloads.delete(file.id)
      Object.assign(document.createElement('a'), { href, download: file.name }).click()
    } else downloads.set(file.id, 'failed')
    world.redraw()
  }

  function enlarge(file: Attachment, from: EventTarget | null) {
    opener = from as HTMLElement
    large = file
    world.redraw()
  }

  function reduce() {
    large = null
    world.redraw()
    opener?.focus()
  }

  return {
    add(files) {
      follow()
      if (files.length) uploads.add(files)
    },
    waits() {
      follow()
      return uploads.waits()
    },
    chips() {
      follow()
      return <Chips uploads={uploads} local={local} lang={lang} texts={texts} />
    },
    files(files) {
      follow()
      return <Files files={files} local={local} lang={lang} texts={texts} enlarge={enlarge} download={(file) => void download(file)} standing={({ id }) => downloads.get(id)} />
    },
    askTranscript: transcript.open,
    transcript() {
      follow()
      return (
        <Transcript
          standing={transcript.standing()}
          email={world.state().draft.email}
          texts={texts}
          takeFocus={
            moveFocus
              ? (element) => {
                  moveFocus = false
                  element.focus()
                }
              : undefined
          }
          open={transcript.open}
          cancel={() => {
            moveFocus = true
            transcript.cancel()
          }}
          type={(email) => world.draft({ email })}
          ask={() => {
            moveFocus = true
            void transcript.ask()
          }}
        />
      )
    },
    layer() {
      follow()
      return (
        <div key="extras">
          <p class="aside" role="status">
            {said}
          </p>
          {dragged && (
            <p class="drop" aria-hidden="true">
              <span>{texts.drop}</span>
            </p>
          )}
          {large && <Large file={large} local={local} texts={texts} download={() => void download(large!)} close={reduce} />}
        </div>
      )
    },
  }
}
