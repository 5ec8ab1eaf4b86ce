import { lazy, Suspense, useRef, useState } from 'react'
import type { Attachment } from '../api/types'
import { isPicture } from '../files/limits'
import classes from './attachments.module.css'
import { FileCard } from './file-card'
import { PictureButton } from './picture-button'

const Lightbox = lazy(() => import('./lightbox').catch(() => import('./lightbox-unloaded')))

/** The files of a message or note: its pictures at a glance, the others to be downloaded. */
export function Attachments({ ticket, files }: { ticket: string; files: readonly Attachment[] }) {
  const pictures = files.filter(isPicture)
  const others = files.filter((file) => !isPicture(file))
  const buttons = useRef(new Map<string, HTMLButtonElement>())
  const [at, setAt] = useState<number>()
  // Stays from the first look on, so that its going has a transition.
  const [looked, setLooked] = useState(false)

  const close = () => {
    const seen = at === undefined ? undefined : pictures[at]
    setAt(undefined)
    // Once the dialog lets go of the keyboard, it goes on from the picture that was looked at last.
    if (seen) requestAnimationFrame(() => buttons.current.get(seen.id)?.focus())
  }
  return (
    <div className={classes.files}>
      {pictures.length > 0 && (
        <div className={classes.pictures}>
          {pictures.map((picture, place) => (
            <PictureButton
              key={picture.id}
              ticket={ticket}
              picture={picture}
              lone={pictures.length === 1}
              ref={(button) => {
                if (button) buttons.current.set(picture.id, button)
                else buttons.current.delete(picture.id)
              }}
              onOpen={() => {
                setLooked(true)
                setAt(place)
              }}
            />
          ))}
        </div>
      )}
      {others.map((file) => (
        <FileCard key={file.id} ticket={ticket} file={file} />
      ))}
      {looked && (
        <Suspense fallback={null}>
          <Lightbox ticket={ticket} pictures={pictures} at={at} onMove={setAt} onClose={close} />
        </Suspense>
      )}
    </div>
  )
}
