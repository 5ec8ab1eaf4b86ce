import { VisuallyHidden } from '@mantine/core'
import { IconPhotoOff } from '@tabler/icons-react'
import { type CSSProperties, type Ref, useState } from 'react'
import type { Attachment } from '../api/types'
import { previewAddress } from '../files/address'
import { pictureBox } from '../files/picture-box'
import { sizeWords } from '../files/size'
import { useTranslation } from '../lang/translation'
import classes from './attachments.module.css'

interface Props {
  ticket: string
  picture: Attachment
  /** It has its own proportions; among others it is a square. */
  lone: boolean
  onOpen: () => void
  ref: Ref<HTMLButtonElement>
}

/** A picture in a box that has its size before it is loaded, so that nothing moves. */
export function PictureButton({ ticket, picture, lone, onOpen, ref }: Props) {
  const { t, i18n } = useTranslation()
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading')
  const [tries, setTries] = useState(0)
  const { name } = picture
  const box = pictureBox(picture)
  const style: CSSProperties | undefined = lone ? { width: box.width, aspectRatio: `${box.width} / ${box.height}` } : undefined

  if (state === 'failed') {
    return (
      <button
        ref={ref}
        type="button"
        className={classes.failed}
        data-lone={lone || undefined}
        style={style}
        onClick={() => {
          setTries((before) => before + 1)
          setState('loading')
        }}
      >
        <IconPhotoOff size={22} stroke={1.5} aria-hidden />
        <span>{t('files.unshown')}</span>
        <span className={classes.again}>{t('retry')}</span>
        <VisuallyHidden>: {name}</VisuallyHidden>
      </button>
    )
  }
  return (
    <button
      ref={ref}
      type="button"
      className={classes.picture}
      data-lone={lone || undefined}
      data-state={state}
      style={style}
      title={`${name}, ${sizeWords(picture.size, i18n.language)}`}
      aria-label={t('files.enlarge', { name })}
      aria-haspopup="dialog"
      onClick={onOpen}
    >
      <img
        key={tries}
        src={previewAddress(ticket, picture)}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
        onLoad={() => setState('shown')}
        onError={() => setState('failed')}
      />
    </button>
  )
}
