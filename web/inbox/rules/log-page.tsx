import { ActionIcon, Button, Center, Loader, SegmentedControl, Text, Title, Tooltip } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link, useLocation, useSearch } from 'wouter'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { PageTitle } from '../shell/page-title'
import { ruleLogPath, rulePath } from './addresses'
import classes from './editor.module.css'
import { Absent } from './rule-page'
import { useRuleLog, useRules } from './rules'
import { RunList } from './run-list'

/** When a rule matched, why, and what it did. */
export function LogPage({ id }: { id: string }) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const failed = new URLSearchParams(useSearch()).has('failed')
  const rules = useRules()
  const rule = rules.data?.find((one) => one.id === id)
  const log = useRuleLog(id, failed)
  if (!rule) return <Absent title={t('rules.log.title')} query={rules} />
  const runs = log.data?.pages.flatMap((page) => page.runs) ?? []
  const title = t('rules.log.of', { name: rule.settings.name })
  return (
    <div className={classes.page}>
      <PageTitle text={title} />
      <div className={classes.head}>
        <Tooltip label={t('rules.log.back')}>
          <ActionIcon component={Link} href={rulePath(id)} variant="subtle" color="gray" size="lg" aria-label={t('rules.log.back')}>
            <IconArrowLeft size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Title order={1} size="h4" className={classes.title} title={title}>
          {title}
        </Title>
      </div>
      <div className={classes.fields}>
        <div className={classes.log}>
          <SegmentedControl
            size="xs"
            style={{ alignSelf: 'flex-start' }}
            aria-label={t('rules.log.show')}
            data={[
              { value: 'all', label: t('rules.log.all') },
              { value: 'failed', label: t('rules.log.failed') },
            ]}
            value={failed ? 'failed' : 'all'}
            onChange={(value) => navigate(value === 'failed' ? `${ruleLogPath(id)}?failed` : ruleLogPath(id), { replace: true })}
          />
          {log.error && <ErrorNote error={asApiError(log.error)} retry={() => void log.refetch()} retrying={log.isFetching} />}
          {log.isPending && (
            <Center p="xl">
              <Loader aria-label={t('loading')} />
            </Center>
          )}
          {log.data && runs.length === 0 && (
            <Text size="sm" c="dimmed" role="status">
              {failed ? t('rules.log.noneFailed') : t('rules.log.none')}
            </Text>
          )}
          <RunList runs={runs} of="rule" />
          {log.hasNextPage && (
            <div>
              <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                {t('contacts.more')}
              </Button>
            </div>
          )}
        </div>
      </div>
    </div>
  )
}
