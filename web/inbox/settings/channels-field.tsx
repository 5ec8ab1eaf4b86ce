import { MultiSelect, Skeleton, Text } from '@mantine/core'
import { asApiError } from '../api/error'
import { useChannels } from '../channels/channels'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'

interface Props {
  label: string
  hint?: string | undefined
  /** What none chosen means. */
  placeholder: string
  /** What there is to say of a chat that could be chosen. */
  remark?: (channel: string) => string | undefined
  /** Ids of chats. */
  value: string[]
  onChange: (channels: string[]) => void
  error: string | undefined
}

/** Any number of the company's chats. One that was deleted stays until it is taken out. */
export function ChannelsField({ label, hint, placeholder, remark, value, onChange, error }: Props) {
  const { t } = useTranslation()
  const channels = useChannels()
  if (channels.isPending) return <Skeleton height={36} aria-label={t('loading')} role="status" />
  if (channels.error && !channels.data) {
    return <ErrorNote error={asApiError(channels.error)} retry={() => void channels.refetch()} retrying={channels.isFetching} />
  }
  const known = channels.data ?? []
  const away = value.filter((id) => !known.some((channel) => channel.id === id))
  return (
    <MultiSelect
      label={label}
      description={hint}
      {...(value.length === 0 && { placeholder })}
      data-field="channels"
      maw={560}
      data={[...known.map(({ id, settings }) => ({ value: id, label: settings.name })), ...away.map((id) => ({ value: id, label: t('canned.channelGone') }))]}
      value={value}
      onChange={onChange}
      searchable
      hidePickedOptions
      renderOption={({ option }) => {
        const words = remark?.(option.value)
        return (
          <div>
            <Text size="sm">{option.label}</Text>
            {words !== undefined && (
              <Text size="xs" c="dimmed">
                {words}
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
