import { useState } from 'react'
import { useSearch } from 'wouter'
import type { Rule } from '../api/types'
import { useTranslation } from '../lang/translation'
import { Absent } from '../shell/absent'
import { RULES_PATH } from './addresses'
import { Editor } from './editor'
import { useRuleLanguage, useRules } from './rules'
import { ruleFrom } from './templates'

/** A rule that doesn't exist until it is saved; it may begin from a template. */
export function NewRulePage() {
  const { t } = useTranslation()
  const key = new URLSearchParams(useSearch()).get('template')
  const language = useRuleLanguage()
  if (!language.data) return <Absent title={t('rules.new')} query={language} missing={language.data !== undefined} text={t('rules.missing')} back={{ to: RULES_PATH, label: t('rules.back') }} />
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
  if (!rule) return <Absent title={t('menu.rules')} query={rules} missing={rules.data !== undefined} text={t('rules.missing')} back={{ to: RULES_PATH, label: t('rules.back') }} />
  if (!language.data) return <Absent title={rule.settings.name} query={language} missing={language.data !== undefined} text={t('rules.missing')} back={{ to: RULES_PATH, label: t('rules.back') }} />
  return <Editor initial={rule.settings} rule={rule} gone={live === undefined} />
}
