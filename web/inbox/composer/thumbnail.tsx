import { IconFile, IconFileTypePdf, IconPhoto } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { previewAddress } from '../files/address'
import { isPicture } from '../files/limits'
import type { DraftFile } from './draft-files'
import classes from './file-chips.module.css'

interface Props {
  ticket: string
  file: DraftFile
  /** The file itself, where this page has it. */
  local: File | undefined
}

/** A file at a glance: its picture, or the mark of its type. */
export function Thumbnail({ ticket, file, local }: Props) {
  const [broken, setBroken] = useState(false)
  const known = file.state.name === 'kept' ? file.state.attachment : undefined
  const picture = isPicture(known ?? file) && !broken
  return (
    <span className={classes.picture} aria-hidden>
      {picture && local ? (
        <Drawn file={local} onBroken={() => setBroken(true)} />
      ) : picture && known ? (
        <img src={previewAddress(ticket, known)} alt="" draggable={false} onError={() => setBroken(true)} />
      ) : file.type === 'application/pdf' ? (
        <IconFileTypePdf size={24} stroke={1.5} />
      ) : isPicture(known ?? file) ? (
        <IconPhoto size={24} stroke={1.5} />
      ) : (
        <IconFile size={24} stroke={1.5} />
      )}
    </span>
  )
}

const SIDE = 80

/** A local picture. It is drawn, since the page's policy shows no address of a file that isn't the server's. */
function Drawn({ file, onBroken }: { file: File; onBroken: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const broken = useRef(onBroken)
  useEffect(() => {
    broken.current = onBroken
  })
  useEffect(() => {
    let wanted = true
    createImageBitmap(file).then(
      (bitmap) => {
        const scale = Math.max(SIDE / bitmap.width, SIDE / bitmap.height)
        const [width, height] = [bitmap.width * scale, bitmap.height * scale]
        if (wanted) canvas.current?.getContext('2d')?.drawImage(bitmap, (SIDE - width) / 2, (SIDE - height) / 2, width, height)
        bitmap.close()
      },
      () => wanted && broken.current(),
    )
    return () => {
      wanted = false
    }
  }, [file])
  return <canvas ref={canvas} width={SIDE} height={SIDE} />
}
