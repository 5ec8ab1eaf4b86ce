import { Button, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core'
import { IconBolt, IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { asApiError } from '../api/error'
import type { Rule } from '../api/types'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { TabbedPage } from '../shell/tabbed-page'
import rows from '../shell/rows.module.css'
import { useComplaint } from '../shell/use-complaint'
import { NEW_RULE_PATH, RULES_PATH } from './addresses'
import { moved } from './draft'
import classes from './list-page.module.css'
import { RuleRow } from './rule-row'
import { useOrderRules, useRuleLanguage, useRules } from './rules'
import { iconOf } from './templates'
import { useDrag } from './use-drag'

/** Every automatic action, in the order in which they apply. */
export function ListPage() {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const rules = useRules()
  const addButton = useRef<HTMLButtonElement>(null)
  const add = (
    <Button ref={addButton} style={{ flexShrink: 0 }} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => navigate(NEW_RULE_PATH)}>
      {t('rules.add')}
    </Button>
  )
  return (
    <TabbedPage title={t('menu.rules')} tabs={[{ path: RULES_PATH, label: t('rules.tab') }]} current={RULES_PATH} action={add}>
      {rules.error && (
        <div className={classes.note}>
          <ErrorNote error={asApiError(rules.error)} retry={() => void rules.refetch()} retrying={rules.isFetching} />
        </div>
      )}
      {rules.isPending && <Waiting label={t('loading')} />}
      {rules.data?.length === 0 && <Empty />}
      {rules.data && rules.data.length > 0 && (
        <>
          <Text size="sm" c="dimmed" className={classes.note}>
            {t('rules.purpose')}
          </Text>
          <RuleList rules={rules.data} onGone={() => addButton.current?.focus()} />
          <Templates title={t('rules.templates')} />
        </>
      )}
    </TabbedPage>
  )
}

function RuleList({ rules, onGone }: { rules: readonly Rule[]; onGone: () => void }) {
  const { t } = useTranslation()
  const complain = useComplaint()
  const order = useOrderRules()
  const [said, setSaid] = useState('')
  const move = (from: number, to: number) => {
    const name = rules[from]?.settings.name
    // From what the list shows while another move is under way a wrong place would be reckoned.
    if (order.isPending || name === undefined || to < 0 || to >= rules.length) return
    order.mutate(moved(rules, from, to).map(({ id }) => id), {
      onSuccess: () => setSaid(t('settings.word.place', { name, place: to + 1, total: rules.length })),
      onError: complain,
    })
  }
  const drag = useDrag<HTMLOListElement>(move)
  return (
    <>
      <ol ref={drag.list} className={classes.list} aria-label={t('menu.rules')}>
        {rules.map((rule, at) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            place={at + 1}
            total={rules.length}
            mark={drag.markOf(at)}
            onDrag={drag.start(at)}
            onMove={(steps) => move(at, at + steps)}
            onGone={onGone}
          />
        ))}
      </ol>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </>
  )
}

function Empty() {
  const { t } = useTranslation()
  return (
    <>
      <Stack align="center" gap={6} p="xl" pb={0}>
        <IconBolt size={36} stroke={1.3} color="var(--ink-soft)" aria-hidden />
        <Text fw={600}>{t('rules.empty')}</Text>
        <Text size="sm" c="dimmed" ta="center" maw={520}>
          {t('rules.emptyText')}
        </Text>
      </Stack>
      <Templates title={t('rules.templatesEmpty')} />
    </>
  )
}

/** What others begin from. */
function Templates({ title }: { title: string }) {
  const { t } = useTranslation()
  const templates = useRuleLanguage().data?.templates ?? []
  if (templates.length === 0) return null
  return (
    <section className={classes.templates} aria-label={title}>
      <Text fw={600} size="sm" component="h2" m={0}>
        {title}
      </Text>
      <ul className={classes.cards}>
        {templates.map(({ key }) => {
          const Sign = iconOf(key)
          return (
            <li key={key}>
              <Link className={classes.card} href={`${NEW_RULE_PATH}?template=${key}`}>
                <Sign size={22} stroke={1.5} color="var(--accent)" aria-hidden />
                <span className={classes.cardName}>{t(`rules.template.${key}.name`)}</span>
                <span className={rows.soft}>{t(`rules.template.${key}.text`)}</span>
              </Link>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Waiting({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: 4 }, (_, row) => (
        <div key={row} className={classes.waiting} aria-hidden>
          <Skeleton height={12} width="30%" />
          <Skeleton height={12} width="24%" />
        </div>
      ))}
    </div>
  )
}
