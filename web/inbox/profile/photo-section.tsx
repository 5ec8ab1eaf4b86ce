import { Button, FileButton, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPhoto } from '@tabler/icons-react'
import { useRef } from 'react'
import { asApiError } from '../api/error'
import { FILE_TYPES, isPicture } from '../files/limits'
import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'
import { useMe } from '../session/me'
import { Avatar } from '../shell/avatar'
import { ErrorNote } from '../shell/error-note'
import { useRemovePhoto, useSavePhoto } from './profile'

const ACCEPT = FILE_TYPES.filter((type) => isPicture({ type })).join(',')

/** One's own face in the team, or initials. */
export function PhotoSection() {
  const { t } = useTranslation()
  const me = useMe()
  const save = useSavePhoto()
  const remove = useRemovePhoto()
  const forget = useRef<() => void>(null)
  const thrown = save.error ?? remove.error
  const error = thrown ? asApiError(thrown) : undefined

  return (
    <FieldSection id="profile-photo" title={t('profile.photo')}>
      <Group gap="lg">
        <Avatar person={me} size={88} />
        <Group gap="sm">
          <FileButton
            resetRef={forget}
            accept={ACCEPT}
            inputProps={{ 'aria-label': t('profile.photoPick') }}
            onChange={(file) => {
              forget.current?.() // the same one can be picked again
              if (!file) return
              remove.reset()
              save.mutate(file, { onSuccess: () => notifications.show({ withCloseButton: false, message: t('profile.photoSaved') }) })
            }}
          >
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconPhoto size={16} aria-hidden />} loading={save.isPending}>
                {t('profile.photoPick')}
              </Button>
            )}
          </FileButton>
          {me.photo !== undefined && (
            <Button
              variant="default"
              loading={remove.isPending}
              onClick={() => {
                save.reset()
                remove.mutate(undefined)
              }}
            >
              {t('profile.photoRemove')}
            </Button>
          )}
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {t('profile.photoHint')}
      </Text>
      {error && (error.code === 'file_type' ? <ErrorNote text={t('profile.photoType')} /> : <ErrorNote error={error} />)}
    </FieldSection>
  )
}
