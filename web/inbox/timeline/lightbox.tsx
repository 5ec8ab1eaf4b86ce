import { ActionIcon, Button, Loader, Modal, Text, Tooltip } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconDownload } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
import type { Attachment } from '../api/types'
import { fileAddress } from '../files/address'
import { sizeWords } from '../files/size'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import classes from './lightbox.module.css'

export interface LightboxProps {
  ticket: string
  pictures: readonly Attachment[]
  /** Which of them; without it nothing is shown. */
  at: number | undefined
  onMove: (at: number) => void
  onClose: () => void
}

/** A message's pictures, one at a time and as large as the screen allows. */
export default function Lightbox({ ticket, pictures, at, onMove, onClose }: LightboxProps) {
  const { t, i18n } = useTranslation()
  // What is shown stays while it goes away.
  const [last, setLast] = useState(at ?? 0)
  if (at !== undefined && at !== last) setLast(at)
  const picture = pictures[at ?? last]
  if (!picture) return null

  const place = at ?? last
  const move = (step: number) => {
    const next = place + step
    if (next >= 0 && next < pictures.length) onMove(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (step === 0) return
    event.preventDefault()
    move(step)
  }
  const several = pictures.length > 1
  const { name, size, width, height } = picture
  return (
    <Modal
      opened={at !== undefined}
      onClose={onClose}
      fullScreen
      radius={0}
      returnFocus={false}
      title={name}
      closeButtonProps={{ 'aria-label': t('dismiss') }}
      classNames={{ content: classes.content ?? '', body: classes.body ?? '', title: classes.title ?? '', header: classes.header ?? '' }}
      onKeyDown={onKeyDown}
    >
      <Whole key={picture.id} address={fileAddress(ticket, picture.id)} picture={picture} />
      <div className={classes.foot}>
        {several && <Step label={t('files.previous')} icon={<IconChevronLeft size={22} aria-hidden />} disabled={place === 0} onClick={() => move(-1)} />}
        <Text size="sm" role="status" className={classes.words}>
          {several && `${t('files.place', { number: place + 1, total: pictures.length })} · `}
          {width !== undefined && height !== undefined && `${width} × ${height} · `}
          {sizeWords(size, i18n.language)}
        </Text>
        <Button
          component="a"
          href={fileAddress(ticket, picture.id)}
          download={name}
          size="sm"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t('files.save')}
        </Button>
        {several && (
          <Step label={t('files.next')} icon={<IconChevronRight size={22} aria-hidden />} disabled={place === pictures.length - 1} onClick={() => move(1)} />
        )}
      </div>
    </Modal>
  )
}

function Step({ label, icon, disabled, onClick }: { label: string; icon: React.ReactNode; disabled: boolean; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      {/* Not `disabled`: at the last picture the keyboard would lose its place. */}
      <ActionIcon variant="default" size={40} aria-label={label} aria-disabled={disabled} data-disabled={disabled || undefined} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}

function Whole({ address, picture: { name, width, height } }: { address: string; picture: Attachment }) {
  const { t } = useTranslation()
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading')
  const [tries, setTries] = useState(0)
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    // One that is there already is shown without a spinner's flash.
    const timer = setTimeout(() => setSlow(true), 250)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={classes.stage}>
      {state === 'failed' ? (
        <ErrorNote
          text={t('files.unshown')}
          retry={() => {
            setTries((before) => before + 1)
            setState('loading')
          }}
        />
      ) : (
        <>
          {state === 'loading' && slow && <Loader className={classes.loader} aria-label={t('loading')} />}
          <img
            key={tries}
            className={classes.whole}
            data-state={state}
            src={address}
            alt={name}
            width={width}
            height={height}
            onLoad={() => setState('shown')}
            onError={() => setState('failed')}
          />
        </>
      )}
    </div>
  )
}
