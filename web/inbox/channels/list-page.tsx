import { Button, Group, Menu, Skeleton, Stack, Text } from '@mantine/core'
import { IconChevronDown, IconMessageCircle, IconMessageCircleCog, IconPlus } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import rows from '../shell/rows.module.css'
import { TabbedPage } from '../shell/tabbed-page'
import { CHANNELS_PATH, NEW_CHANNEL_PATH } from './addresses'
import { ChannelRow } from './channel-row'
import { useChannels } from './channels'
import classes from './list-page.module.css'

/** Every chat of the company, for those who configure them. */
export function ListPage() {
  const { t } = useTranslation()
  const channels = useChannels()
  return (
    <TabbedPage title={t('channels.title')} tabs={[{ path: CHANNELS_PATH, label: t('channels.tab') }]} current={CHANNELS_PATH} action={<AddButton />}>
      {channels.error && (
        <div className={rows.note}>
          <ErrorNote error={asApiError(channels.error)} retry={() => void channels.refetch()} retrying={channels.isFetching} />
        </div>
      )}
      {channels.isPending ? (
        <Waiting label={t('loading')} />
      ) : channels.data?.length === 0 ? (
        <Empty />
      ) : (
        <ul className={rows.list} aria-label={t('channels.tab')}>
          {channels.data?.map((channel) => (
            <ChannelRow key={channel.id} channel={channel} />
          ))}
        </ul>
      )}
    </TabbedPage>
  )
}

function AddButton() {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button leftSection={<IconPlus size={16} aria-hidden />} rightSection={<IconChevronDown size={14} aria-hidden />}>
          {t('channels.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconMessageCircle size={16} aria-hidden />} onClick={() => navigate(NEW_CHANNEL_PATH)}>
          {t('channels.addChat')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Waiting({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: 4 }, (_, row) => (
        <Group key={row} className={classes.waiting} wrap="nowrap" gap="xl" aria-hidden>
          <Skeleton height={12} width="26%" />
          <Skeleton height={12} width="20%" />
          <Skeleton height={12} width="14%" />
        </Group>
      ))}
    </div>
  )
}

function Empty() {
  const { t } = useTranslation()
  return (
    <Stack align="center" justify="center" gap={6} p="xl" mih={260}>
      <IconMessageCircleCog size={36} stroke={1.3} color="var(--ink-soft)" aria-hidden />
      <Text fw={600}>{t('channels.empty.title')}</Text>
      <Text size="sm" c="dimmed" ta="center" maw={420}>
        {t('channels.empty.text')}
      </Text>
    </Stack>
  )
}
