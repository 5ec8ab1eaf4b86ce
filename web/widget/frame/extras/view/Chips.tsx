import type { Locale } from '../../../shared/contract'
import { fill } from '../../texts'
import { Fragment, h } from '../../view/dom'
import { toEnd } from '../../view/follow'
import { Icon } from '../../view/icons'
import { bytesInWords } from '../bytes'
import type { Local } from '../local'
import type { ExtrasTexts } from '../texts'
import type { Picked, Uploads } from '../uploads'
import { cross, page } from './icons'
import { Name } from './Name'

export interface ChipsProps {
  uploads: Uploads
  local: Local
  lang: Locale
  texts: ExtrasTexts
}

/** The next message's files, above its text. */
export function Chips({ uploads, local, lang, texts }: ChipsProps) {
  const list = uploads.list()
  const excess = uploads.excess()
  if (!list.length && !excess) return null
  return (
    <div class="next" mounted={toEnd} drawn={toNewest}>
      <ul aria-label={texts.next}>
        {list.map((file) => (
          <Chip file={file} uploads={uploads} local={local} lang={lang} texts={texts} />
        ))}
      </ul>
      {excess && (
        <p class="error" role="alert">
          {excess}
        </p>
      )}
    </div>
  )
}

/** Where there are more than show, the newest does: something may be wrong with it. */
function toNewest(place: HTMLElement) {
  const count = place.querySelectorAll('li, p').length
  if (count > Number(place.dataset.count ?? 0)) toEnd(place)
  place.dataset.count = String(count)
}

function Chip({ file, uploads, local, lang, texts }: ChipsProps & { file: Picked }) {
  const { id, name, size, progress, done, error, again } = file
  const percent = Math.round(progress * 100)
  const remove = fill(texts.remove, { name })
  return (
    <li key={id} class="chip">
      <Thumb file={file} local={local} />
      <div class="what">
        <Name name={name} />
        {error ? (
          <p class="error" role="alert">
            {error}
          </p>
        ) : done ? (
          <small>{bytesInWords(size, lang)}</small>
        ) : (
          <span class="bar" role="progressbar" aria-label={fill(texts.uploading, { name })} aria-valuenow={percent}>
            <i style={`width:${percent}%`} />
          </span>
        )}
        {again && (
          <button type="button" class="again" onclick={() => uploads.retry(id)}>
            {texts.tryAgain}
          </button>
        )}
      </div>
      <button type="button" class="cross" aria-label={remove} title={remove} onclick={() => uploads.remove(id)}>
        <Icon path={cross} />
      </button>
    </li>
  )
}

function Thumb({ file, local }: { file: Picked; local: Local }) {
  const { done } = file
  const address = /^image/.test(file.type) && local.at(file, 'preview')
  return (
    <>
      {address ? (
        <img key={address} src={address} alt="" onerror={() => local.spoil(done ?? { ...file, preview: false }, 'preview')} />
      ) : (
        // One that the server has kept over a reload comes from there.
        <span key={String(!!done)} class="mark" mounted={() => done?.width && !local.failed(done, 'preview') && void local.want(done, 'preview')}>
          <Icon path={page} />
        </span>
      )}
    </>
  )
}
