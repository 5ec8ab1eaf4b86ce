import { MultiSelect, Skeleton, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { asApiError } from '../api/error'
import { useChannels } from '../channels/channels'
import { ErrorNote } from '../shell/error-note'
import { useVocabulary } from '../vocabulary/vocabulary'

interface Props {
  label: string
  hint: string
  /** For which the chats are chosen: a chat in another says in which. */
  inbox: string
  /** Ids of chats. */
  value: string[]
  onChange: (channels: string[]) => void
  error: string | undefined
}

/** Any number of the company's chats. */
export function ChannelsField({ label, hint, inbox, value, onChange, error }: Props) {
  const { t } = useTranslation()
  const channels = useChannels()
  const inboxes = useVocabulary().data?.inboxes ?? []

  if (channels.isPending) return <Skeleton height={36} aria-label={t('loading')} role="status" />
  if (channels.error && !channels.data) {
    return <ErrorNote error={asApiError(channels.error)} retry={() => void channels.refetch()} retrying={channels.isFetching} />
  }

  const known = channels.data ?? []
  const data = [
    ...known.map(({ id, settings }) => ({ value: id, label: settings.name })),
    ...value.filter((id) => !known.some((channel) => channel.id === id)).map((id) => ({ value: id, label: t('inboxes.unknownChat') })),
  ]
  const present = (channel: string) => inboxes.find(({ id, channels: held }) => id !== inbox && held.includes(channel))?.name

  return (
    <MultiSelect
      label={label}
      description={hint}
      placeholder={value.length === 0 ? t('inboxes.choose') : undefined}
      data-field="channels"
      data={data}
      value={value}
      onChange={onChange}
      searchable
      renderOption={({ option }) => {
        const name = present(option.value)
        return (
          <div>
            <Text size="sm">{option.label}</Text>
            {name !== undefined && (
              <Text size="xs" c="dimmed">
                {t('inboxes.present', { name })}
              </Text>
            )}
          </div>
        )
      }}
      nothingFoundMessage={t('property.nothing')}
      maxDropdownHeight={320}
      error={error}
    />
  )
}
