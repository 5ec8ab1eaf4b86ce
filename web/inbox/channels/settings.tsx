import type { ReactNode } from 'react'
import type { ApiError } from '../api/error'
import type { ChannelDraft } from '../api/types'
import { FieldSection } from '../form/field-section'
import { useProblems } from '../form/problem-text'
import { useTranslation } from '../lang/translation'
import { AfterHoursSection } from './after-hours-section'
import { AgentsSection } from './agents-section'
import { BasicsSection } from './basics-section'
import type { SectionProps } from './fields'
import { FormSection } from './form-section'
import { HoursSection } from './hours-section'
import { LookSection } from './look-section'
import { type Section, SECTIONS } from './sections'
import classes from './settings.module.css'
import { TargetingSection } from './targeting-section'

const FORMS: Record<Section, (props: SectionProps) => ReactNode> = {
  basics: BasicsSection,
  look: LookSection,
  form: FormSection,
  targeting: TargetingSection,
  hours: HoursSection,
  afterHours: AfterHoursSection,
  agents: AgentsSection,
}

interface Props {
  draft: ChannelDraft
  change: (patch: Partial<ChannelDraft>) => void
  error: ApiError | undefined
}

/** All that an admin sets, section by section. */
export function Settings({ draft, change, error }: Props) {
  const { t } = useTranslation()
  const problem = useProblems(error)
  return (
    <>
      <nav className={classes.contents} aria-label={t('channels.editor.sections')}>
        {SECTIONS.map((section) => (
          <a
            key={section}
            href={`#${section}`}
            onClick={(event) => {
              // The address stays: a changed one would be another page to go back to.
              event.preventDefault()
              const heading = document.getElementById(section)
              heading?.scrollIntoView({ block: 'start' })
              heading?.focus({ preventScroll: true })
            }}
          >
            {t(`channels.section.${section}`)}
          </a>
        ))}
      </nav>
      {SECTIONS.map((section) => {
        const Form = FORMS[section]
        return (
          <FieldSection key={section} id={section} title={t(`channels.section.${section}`)}>
            <Form draft={draft} change={change} problem={problem} />
          </FieldSection>
        )
      })}
    </>
  )
}
