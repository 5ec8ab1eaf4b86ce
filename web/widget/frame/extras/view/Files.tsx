import type { Attachment, Locale } from '../../../shared/contract'
import { fill } from '../../texts'
import { h } from '../../view/dom'
import { Icon } from '../../view/icons'
import { bytesInWords } from '../bytes'
import type { Local } from '../local'
import type { ExtrasTexts } from '../texts'
import { arrowDown, page } from './icons'
import { Name } from './Name'

export interface FilesProps {
  files: readonly Attachment[]
  local: Local
  lang: Locale
  texts: ExtrasTexts
  enlarge(file: Attachment, from: EventTarget | null): void
  download(file: Attachment): void
  /** How the last download of a file stands. */
  standing(file: Attachment): 'busy' | 'failed' | undefined
}

/** A message's files: pictures as such, the others to be downloaded. */
export function Files(props: FilesProps) {
  return <div class="files">{props.files.map((file) => (file.width ? <Picture {...props} file={file} /> : <Card {...props} file={file} />))}</div>
}

/** Px. */
const HEIGHT = 220
const NARROWEST = 72

function Picture({ file, local, texts, enlarge }: FilesProps & { file: Attachment }) {
  const { id, name, width = 1, height = 1 } = file
  const address = local.at(file, 'preview')
  // The place is there before the picture. Long strips are cut: all of them shows enlarged.
  const ratio = Math.min(3, Math.max(0.5, width / height))
  const style = `aspect-ratio:${ratio.toFixed(3)};width:${Math.round(Math.max(NARROWEST, Math.min(width, HEIGHT * ratio)))}px`
  if (local.failed(file, 'preview')) {
    return (
      <div key={`${id} failed`} class="lost">
        <p>{texts.pictureFailed}</p>
        <Name name={name} />
        <button class="again" onclick={() => void local.want(file, 'preview')}>
          {texts.tryAgain}
        </button>
      </div>
    )
  }
  const show = fill(texts.show, { name })
  return (
    <button key={id} class="picture" style={style} aria-label={show} title={show} mounted={(place) => whenNear(place, () => void local.want(file, 'preview'))} onclick={(event) => enlarge(file, event.currentTarget)}>
      {address && <img src={address} alt={name} onerror={() => local.spoil(file, 'preview')} />}
    </button>
  )
}

function Card({ file, lang, texts, download, standing }: FilesProps & { file: Attachment }) {
  const { id, name } = file
  const size = bytesInWords(file.size, lang)
  const now = standing(file)
  return (
    <div key={id}>
      <button class="card" aria-busy={now === 'busy'} onclick={() => download(file)}>
        <span class="aside">{fill(texts.downloadFile, { name, size })}</span>
        <Icon path={page} />
        <span class="what" aria-hidden="true">
          <Name name={name} />
          <small>{now === 'busy' ? texts.downloading : size}</small>
        </span>
        <Icon path={arrowDown} />
      </button>
      {now === 'failed' && (
        <p class="fate" role="alert">
          {texts.fileFailed}
          <button onclick={() => download(file)}>{texts.tryAgain}</button>
        </p>
      )}
    </div>
  )
}

/** Calls once, when the place comes near to what is seen of the log. */
function whenNear(place: HTMLElement, near: () => void): void {
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      watch.disconnect()
      near()
    },
    { root: place.closest('.log'), rootMargin: '300px' },
  )
  watch.observe(place)
}
