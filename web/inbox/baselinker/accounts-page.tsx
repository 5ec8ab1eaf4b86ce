import { Button, Skeleton, Stack, Text } from '@mantine/core'
import { IconPackage, IconPlus } from '@tabler/icons-react'
import { useRef } from 'react'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { useDialog } from '../settings/use-dialog'
import { WordDialog } from '../settings/word-dialog'
import list from '../settings/word-list.module.css'
import { ErrorNote } from '../shell/error-note'
import { AccountCard } from './account-card'
import { AccountForm } from './account-form'
import classes from './accounts.module.css'
import { useAccounts } from './accounts'
import { RemoveDialog } from './remove-dialog'

/** The company's accounts of BaseLinker, and how far the mirrors of their orders are. */
export function AccountsPage() {
  const { t } = useTranslation()
  const all = useAccounts()
  const editing = useDialog<string>()
  const removing = useDialog<{ id: string; name: string }>()
  const addButton = useRef<HTMLButtonElement>(null)
  const accounts = all.data ?? []
  const edited = accounts.find(({ id }) => id === editing.about)

  return (
    <div className={list.page}>
      <div className={list.head}>
        <Text size="sm" c="dimmed" maw={560}>
          {t('baselinker.purpose')}
        </Text>
        <Button ref={addButton} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => editing.open()}>
          {t('baselinker.connect')}
        </Button>
      </div>
      {all.error && <ErrorNote error={asApiError(all.error)} retry={() => void all.refetch()} retrying={all.isFetching} />}
      {all.isPending && (
        <div role="status" aria-label={t('loading')}>
          {Array.from({ length: 2 }, (_, row) => (
            <Skeleton key={row} height={120} mb={16} aria-hidden />
          ))}
        </div>
      )}
      {all.data?.length === 0 && (
        <Stack align="center" justify="center" gap={6} p="xl" mih={180}>
          <IconPackage size={36} stroke={1.3} color="var(--ink-soft)" aria-hidden />
          <Text fw={600}>{t('baselinker.empty.title')}</Text>
          <Text size="sm" c="dimmed" ta="center" maw={460}>
            {t('baselinker.empty.text')}
          </Text>
        </Stack>
      )}
      {accounts.length > 0 && (
        <ul className={classes.list} aria-label={t('baselinker.tab')}>
          {accounts.map((account) => (
            <AccountCard key={account.id} account={account} onEdit={() => editing.open(account.id)} onRemove={() => removing.open(account)} />
          ))}
        </ul>
      )}
      <WordDialog dialog={editing} title={edited ? t('baselinker.edit', { name: edited.name }) : t('baselinker.new')}>
        <AccountForm account={edited} onDone={editing.close} />
      </WordDialog>
      <RemoveDialog dialog={removing} then={addButton} />
    </div>
  )
}
