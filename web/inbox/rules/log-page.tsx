import { Center, Loader, SegmentedControl, Text } from '@mantine/core'
import { useLocation, useSearch } from 'wouter'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { Absent } from '../shell/absent'
import { ErrorNote } from '../shell/error-note'
import { More } from '../shell/more'
import { PageHead } from '../shell/page-head'
import page from '../shell/page.module.css'
import { ruleLogPath, rulePath, RULES_PATH } from './addresses'
import classes from './editor.module.css'
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
  if (!rule) return <Absent title={t('rules.log.title')} query={rules} missing={rules.data !== undefined} text={t('rules.missing')} back={{ to: RULES_PATH, label: t('rules.back') }} />
  const runs = log.data?.pages.flatMap((page) => page.runs) ?? []
  const title = t('rules.log.of', { name: rule.settings.name })
  return (
    <div className={page.page}>
      <PageHead title={title} back={{ to: rulePath(id), label: t('rules.log.back') }} />
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
              <More list={log} />
            </div>
          )}
        </div>
      </div>
    </div>
  )
}
