import { Anchor, Center, Loader, Stack } from '@mantine/core'
import { useState } from 'react'
import { Link, useSearch } from 'wouter'
import { asApiError } from '../api/error'
import type { Rule } from '../api/types'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { PageTitle } from '../shell/page-title'
import { RULES_PATH } from './addresses'
import { Editor } from './editor'
import { useRuleLanguage, useRules } from './rules'
import { ruleFrom } from './templates'

/** A rule that doesn't exist until it is saved; it may begin from a template. */
export function NewRulePage() {
  const { t } = useTranslation()
  const key = new URLSearchParams(useSearch()).get('template')
  const language = useRuleLanguage()
  if (!language.data) return <Absent title={t('rules.new')} query={language} />
  const template = language.data.templates.find((one) => one.key === key)
  return <Editor key={key} initial={ruleFrom(template, template ? t(`rules.template.${template.key}.name`) : '')} />
}

export function RulePage({ id }: { id: string }) {
  const { t } = useTranslation()
  const rules = useRules()
  const language = useRuleLanguage()
  const live = rules.data?.find((rule) => rule.id === id)
  // What somebody deletes while it is edited stays on screen.
  const [known, setKnown] = useState<Rule>()
  if (live && live !== known) setKnown(live)
  const rule = live ?? known
  if (!rule) return <Absent title={t('menu.rules')} query={rules} />
  if (!language.data) return <Absent title={rule.settings.name} query={language} />
  return <Editor initial={rule.settings} rule={rule} gone={live === undefined} />
}

interface Query {
  data: unknown
  error: Error | null
  isFetching: boolean
  refetch: () => unknown
}

export function Absent({ title, query }: { title: string; query: Query }) {
  const { t } = useTranslation()
  return (
    <Center h="100%" p="md">
      <PageTitle text={title} />
      {query.data !== undefined ? (
        <Stack align="center">
          <ErrorNote text={t('rules.missing')} />
          <Anchor component={Link} href={RULES_PATH}>
            {t('rules.back')}
          </Anchor>
        </Stack>
      ) : query.error ? (
        <ErrorNote error={asApiError(query.error)} retry={() => void query.refetch()} retrying={query.isFetching} />
      ) : (
        <Loader aria-label={t('loading')} />
      )}
    </Center>
  )
}
