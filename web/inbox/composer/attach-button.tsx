import { ActionIcon, FileButton, Tooltip } from '@mantine/core'
import { IconPaperclip } from '@tabler/icons-react'
import { useRef } from 'react'
import { ACCEPT } from '../files/limits'
import { useTranslation } from '../lang/translation'

/** Adds files from this device. */
export function AttachButton({ disabled, onFiles }: { disabled: boolean; onFiles: (files: File[]) => void }) {
  const { t } = useTranslation()
  const reset = useRef<() => void>(null)
  return (
    <FileButton
      multiple
      accept={ACCEPT}
      resetRef={reset}
      onChange={(files) => {
        onFiles(files)
        // The same file may be added again after it was removed.
        reset.current?.()
      }}
    >
      {(opens) => (
        <Tooltip label={t('files.attach')}>
          <ActionIcon variant="subtle" color="gray" size={34} aria-label={t('files.attach')} disabled={disabled} {...opens}>
            <IconPaperclip size={19} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </FileButton>
  )
}
