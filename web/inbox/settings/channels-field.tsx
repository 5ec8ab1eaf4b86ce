import { MultiSelect, Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { asApiError } from '../api/error'
import { useChannels } from '../channels/channels'
import { ErrorNote } from '../shell/error-note'

interface Props {
  /** Ids of chats; none: every one. */
  value: string[]
  onChange: (channels: string[]) => void
  error: string | undefined
}

/** The chats that something is for. One that was deleted stays until it is taken out: without it, it would be for all. */
export function ChannelsField({ value, onChange, error }: Props) {
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
      label={t('canned.field.channels')}
      description={t('canned.channelsHint')}
      {...(value.length === 0 && { placeholder: t('canned.channelsAll') })}
      data-field="channels"
      maw={560}
      data={[
        ...known.map(({ id, settings }) => ({ value: id, label: settings.name })),
        ...away.map((id) => ({ value: id, label: t('canned.channelGone') })),
      ]}
      value={value}
      onChange={onChange}
      searchable
      nothingFoundMessage={t('canned.channelsNothing')}
      maxDropdownHeight={320}
      error={error}
    />
  )
}
