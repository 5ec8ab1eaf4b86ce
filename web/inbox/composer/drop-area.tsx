import { IconFileUpload } from '@tabler/icons-react'
import { type DragEvent, type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from '../lang/translation'
import { modeFor } from './draft'
import classes from './drop-area.module.css'
import { useDraft } from './use-draft'

interface Props {
  ticket: string
  can: { reply: boolean; note: boolean }
  className: string | undefined
  onFiles: (files: File[]) => void
  children: ReactNode
}

/** A ticket's conversation, on which files may be dropped. What misses it must not replace the page. */
export function DropArea({ ticket, can, className, onFiles, children }: Props) {
  const writing = can.reply || can.note
  const [over, setOver] = useState(false)
  useEffect(() => {
    const keepPage = (event: globalThis.DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer || !carriesFiles(event.dataTransfer)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'none'
    }
    addEventListener('dragover', keepPage)
    addEventListener('drop', keepPage)
    return () => {
      removeEventListener('dragover', keepPage)
      removeEventListener('drop', keepPage)
    }
  }, [])

  return (
    <div className={`${classes.area} ${className ?? ''}`} onDragEnter={(event) => writing && carriesFiles(event.dataTransfer) && setOver(true)}>
      {children}
      {over && writing && (
        <div
          className={classes.overlay}
          onDragOver={(event) => {
            event.preventDefault()
            event.dataTransfer.dropEffect = 'copy'
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault()
            setOver(false)
            onFiles(droppedFiles(event))
          }}
        >
          <IconFileUpload size={36} stroke={1.4} aria-hidden />
          <Offer ticket={ticket} mayReply={can.reply} />
        </div>
      )}
    </div>
  )
}

/** What a drop would do. Apart, so that the conversation isn't drawn anew with every letter of the draft. */
function Offer({ ticket, mayReply }: { ticket: string; mayReply: boolean }) {
  const { t } = useTranslation()
  const [draft] = useDraft(ticket)
  return <span>{modeFor(draft, mayReply) === 'note' ? t('files.dropNote') : t('files.dropReply')}</span>
}

function carriesFiles({ types }: DataTransfer): boolean {
  return types.includes('Files')
}

/** The files; folders are none. */
function droppedFiles({ dataTransfer }: DragEvent): File[] {
  return [...dataTransfer.items].flatMap((item) => {
    if (item.kind !== 'file' || item.webkitGetAsEntry()?.isDirectory) return []
    return item.getAsFile() ?? []
  })
}
