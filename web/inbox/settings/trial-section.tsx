import { Button, Text } from '@mantine/core'
import type { TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { asApiError } from '../api/error'
import { FieldSection } from '../form/field-section'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'

interface Props {
  /** Whose words. */
  of: 'mail' | 'model'
  icon: TablerIcon
  trial: { isPending: boolean; error: Error | null }
  /** Nothing stands there to try it with. */
  empty: boolean
  run: () => void
  /** What it came to. */
  result: ReactNode
  /** What it is tried with. */
  children: ReactNode
}

/** Tries what stands in the form, saved or not. */
export function TrialSection({ of, icon: Icon, trial: { isPending, error: thrown }, empty, run, result, children }: Props) {
  const { t } = useTranslation()
  const error = thrown ? asApiError(thrown) : undefined
  return (
    <FieldSection id={`${of}-trial`} title={t(`settings.${of}.trial.title`)}>
      <Text size="sm" c="dimmed">
        {t(`settings.${of}.trial.text`)}
      </Text>
      {children}
      <div>
        <Button variant="default" leftSection={<Icon size={16} aria-hidden />} onClick={run} loading={isPending} disabled={empty}>
          {t(`settings.${of}.trial.button`)}
        </Button>
      </div>
      <div role="status">
        {isPending && (
          <Text size="sm" c="dimmed">
            {t(`settings.${of}.trial.running`)}
          </Text>
        )}
        {result}
      </div>
      {error && error.field === undefined && <ErrorNote error={error} {...(error.passing && { retry: run })} />}
    </FieldSection>
  )
}
