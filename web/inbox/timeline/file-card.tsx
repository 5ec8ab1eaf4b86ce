import { VisuallyHidden } from '@mantine/core'
import { IconDownload, IconFileTypePdf } from '@tabler/icons-react'
import type { Attachment } from '../api/types'
import { fileAddress } from '../files/address'
import { sizeWords } from '../files/size'
import { useTranslation } from '../lang/translation'
import classes from './attachments.module.css'

/** A file that is downloaded. */
export function FileCard({ ticket, file: { id, name, size } }: { ticket: string; file: Attachment }) {
  const { t, i18n } = useTranslation()
  const words = sizeWords(size, i18n.language)
  return (
    <a className={classes.card} href={fileAddress(ticket, id)} download={name}>
      <IconFileTypePdf size={26} stroke={1.5} aria-hidden className={classes.mark} />
      <span className={classes.words}>
        <VisuallyHidden>{t('files.save')}: </VisuallyHidden>
        <span className={classes.name} title={name}>
          {name}
        </span>
        <span className={classes.size}>PDF · {words}</span>
      </span>
      <IconDownload size={18} aria-hidden />
    </a>
  )
}
