import { Modal } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { Unloaded } from '../shell/lazily'
import type { LightboxProps } from './lightbox'

/** Stands in for the lightbox where it couldn't be loaded. */
export default function LightboxUnloaded({ at, onClose }: LightboxProps) {
  const { t } = useTranslation()
  return (
    <Modal opened={at !== undefined} onClose={onClose} returnFocus={false} closeButtonProps={{ 'aria-label': t('dismiss') }}>
      <Unloaded />
    </Modal>
  )
}
