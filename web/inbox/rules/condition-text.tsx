import { Button, Group, Skeleton, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconAlertTriangle, IconWand } from '@tabler/icons-react'
import { type ComponentType, lazy, Suspense, useId, useMemo, useRef } from 'react'
import { useTranslation } from '../lang/translation'
import { Unloaded } from '../shell/lazily'
import type { CodeEditorProps, CodeHandle } from './code/code-editor'
import type { CodeWords } from './code/words'
import classes from './condition.module.css'
import { useDiagnosticText } from './diagnostic-text'
import { useRuleLanguage } from './rules'
import type { ConditionEditing } from './use-condition'
import { useWordText } from './words'

const CodeEditor = lazy<ComponentType<CodeEditorProps>>(() => import('./code/code-editor').catch(() => ({ default: Unloaded })))

/** The condition as text. What is wrong with it is underlined, and said below for everybody. */
export function ConditionText({ editing }: { editing: ConditionEditing }) {
  const { t } = useTranslation()
  const language = useRuleLanguage().data
  const sentence = useDiagnosticText()
  const words = useCodeWords()
  const id = useId()
  const code = useRef<CodeHandle>(null)
  const { text, setText, check, lastCheck } = editing
  const found = lastCheck?.diagnostics ?? []
  const formatted = check?.formatted
  const format = () => {
    if (formatted !== undefined && formatted !== text) setText(formatted)
  }
  return (
    <div className={classes.text}>
      <Suspense fallback={<Skeleton height={126} role="status" aria-label={t('loading')} />}>
        <CodeEditor
          value={text}
          onChange={setText}
          onFormat={format}
          language={language}
          diagnostics={check?.diagnostics}
          sentence={sentence}
          words={words}
          describedBy={`${id}hint ${id}found`}
          invalid={found.some(({ severity }) => severity === 'error')}
          handle={code}
        />
      </Suspense>
      <Group gap="sm" justify="space-between" align="flex-start">
        <Text id={`${id}hint`} size="xs" c="dimmed" style={{ flex: '1 1 260px' }}>
          {t('rules.code.hint')}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconWand size={14} aria-hidden />}
          onClick={format}
          disabled={formatted === undefined || formatted === text}
          title="Shift+Alt+F"
        >
          {t('rules.code.format')}
        </Button>
      </Group>
      <div id={`${id}found`} role="status">
        {found.length > 0 && (
          <ul className={classes.found} aria-label={t('rules.code.found')}>
            {found.map((one, at) => (
              <li key={at} data-severity={one.severity}>
                <IconAlertTriangle size={16} aria-hidden />
                <VisuallyHidden>{t(`rules.severity.${one.severity}`)}:</VisuallyHidden>
                <UnstyledButton className={classes.sentence} onClick={() => code.current?.show(one.from, one.to)}>
                  {sentence(one)}
                </UnstyledButton>
                {one.fix !== undefined && check && (
                  <Button size="compact-xs" variant="default" onClick={() => setText(`${text.slice(0, one.from)}${one.fix}${text.slice(one.to)}`)}>
                    {t('rules.code.fix', { text: one.fix })}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}

function useCodeWords(): CodeWords {
  const { t, i18n } = useTranslation()
  const wordText = useWordText()
  return useMemo(
    (): CodeWords => ({
      meaning: (option) => {
        switch (option.kind) {
          case 'name':
            return t(`rules.name.${option.name.name.replaceAll('.', '_') as 'event'}`, { defaultValue: '' })
          case 'function':
            return t(`rules.function.${option.function.name as 'hasWord'}`, { defaultValue: '' })
          case 'join':
            return t(`rules.code.join.${option.text as 'and'}`)
          default:
            return ''
        }
      },
      kind: (option) =>
        option.kind === 'name'
          ? t(`rules.kind.${option.name.type}`)
          : option.kind === 'function'
            ? t(`rules.kind.${option.function.returns}`)
            : t(`rules.code.join.${option.kind === 'join' ? (option.text as 'and') : 'and'}`),
      word: wordText,
      example: t('rules.code.example'),
      fix: t('rules.code.fix', { text: '{{text}}' }),
      placeholder: t('rules.code.placeholder'),
      label: t('rules.condition'),
      phrases: {
        Completions: t('rules.code.completions'),
        Diagnostics: t('rules.code.found'),
        'No diagnostics': t('rules.code.fine'),
        close: t('dismiss'),
      },
    }),
    // Names of statuses and contexts come later; they are asked for with each completion.
    [t, i18n.language],
  )
}
