import { Button, Center, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconAddressBook, IconPlus, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { asApiError } from '../api/error'
import type { Contact } from '../api/types'
import { useTranslation } from '../lang/translation'
import { may, useMe } from '../session/me'
import { ErrorNote } from '../shell/error-note'
import { More } from '../shell/more'
import { PageTitle } from '../shell/page-title'
import page from '../shell/page.module.css'
import rowLink from '../shell/row-link.module.css'
import rows from '../shell/rows.module.css'
import { contactPath, NEW_CONTACT_PATH } from './addresses'
import { useContacts } from './contacts'
import classes from './contacts.module.css'

const TYPING_MS = 200

/** Everybody whom the company knows. */
export function ListPage() {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), TYPING_MS)
  const list = useContacts(search)
  const writes = may(useMe(), 'ticket.write')
  return (
    <div className={page.page}>
      <PageTitle text={t('contacts.title')} />
      <div className={`${page.head} ${classes.head}`}>
        <Title order={1} size="h4" className={page.title}>
          {t('contacts.title')}
        </Title>
        {writes && (
          <Button component={Link} href={NEW_CONTACT_PATH} leftSection={<IconPlus size={16} aria-hidden />}>
            {t('contacts.add')}
          </Button>
        )}
      </div>
      <div className={classes.search}>
        <TextInput
          type="search"
          maw={420}
          aria-label={t('contacts.search')}
          placeholder={t('contacts.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          maxLength={254}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      <div className={classes.body}>
        {list.error && (
          <div className={rows.note}>
            <ErrorNote error={asApiError(list.error)} retry={() => void list.refetch()} retrying={list.isFetching} />
          </div>
        )}
        {list.isPending && <Waiting label={t('loading')} />}
        {list.contacts && list.contacts.length > 0 && (
          <ul className={rows.list} aria-label={t('contacts.title')}>
            {list.contacts.map((contact) => (
              <Row key={contact.id} contact={contact} />
            ))}
          </ul>
        )}
        {list.hasNextPage && (
          <Center p="md">
            <More list={list} />
          </Center>
        )}
        {list.contacts?.length === 0 && search === '' && <Empty />}
        <div role="status">
          {list.contacts?.length === 0 && search !== '' && (
            <Text size="sm" c="dimmed" p="md" ta="center">
              {t('contacts.nothing', { search })}
            </Text>
          )}
        </div>
      </div>
    </div>
  )
}

function Row({ contact: { id, name, addresses } }: { contact: Contact }) {
  const { t } = useTranslation()
  return (
    <li className={`${rowLink.row} ${rows.row} ${classes.row}`}>
      <Link className={`${rowLink.link} ${rows.link}`} href={contactPath(id)}>
        {name}
      </Link>
      <div className={rows.soft}>{addresses.length > 0 ? addresses.join(', ') : t('contacts.noAddress')}</div>
    </li>
  )
}

function Waiting({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: 5 }, (_, row) => (
        <div key={row} className={`${rows.row} ${classes.row}`} aria-hidden>
          <Skeleton height={12} width="50%" />
          <Skeleton height={12} width="40%" />
        </div>
      ))}
    </div>
  )
}

function Empty() {
  const { t } = useTranslation()
  return (
    <Stack align="center" justify="center" gap={6} p="xl" mih={260}>
      <IconAddressBook size={36} stroke={1.3} color="var(--ink-soft)" aria-hidden />
      <Text fw={600}>{t('contacts.empty.title')}</Text>
      <Text size="sm" c="dimmed" ta="center" maw={420}>
        {t('contacts.empty.text')}
      </Text>
    </Stack>
  )
}
