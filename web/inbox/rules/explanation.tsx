import { VisuallyHidden } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react'
import type { Explanation as Explained } from '../api/types'
import { useTranslation } from '../lang/translation'
import classes from './explanation.module.css'
import { usePartText, useValueText } from './part-text'
import { useLastedText } from './words'

const SIGNS = { true: IconCheck, false: IconX, error: IconAlertTriangle }

/** Why a condition held or didn't, part by part, with what it looked at. */
export function Explanation({ of }: { of: Explained }) {
  return (
    <ul className={classes.tree}>
      <Part of={of} />
    </ul>
  )
}

type Value = NonNullable<Explained['values']>[number]

/** What a part looked at, also deeper inside. */
const allValues = ({ values = [], parts = [] }: Explained): Value[] => [...values, ...parts.flatMap(allValues)]

function Part({ of }: { of: Explained }) {
  const { source, result, join, part, error } = of
  const { t } = useTranslation()
  const lasted = useLastedText()
  const partText = usePartText()
  const valueText = useValueText()
  const Sign = SIGNS[result]
  // What was built of rows is told in the rows' words, with whatever code is behind it.
  const ready = part === undefined ? undefined : partText(part)
  const parts = ready === undefined ? (of.parts ?? []) : []
  const values = ready === undefined ? (of.values ?? []) : allValues(of).filter(({ name }) => name !== 'event' || part?.kind === 'event')
  const inner = parts.length > 0
  const said = ({ name, type, value, unknown }: Value) => {
    if (unknown) return t('rules.notKnown')
    if (value === '') return t('rules.word.nothing')
    if (type === 'duration') return lasted(Number(value))
    return type === 'yesno' ? t(`rules.yesno.${value as 'true'}`) : valueText(name, value)
  }
  return (
    <li className={classes.part} data-result={result}>
      <div className={classes.line}>
        <Sign size={16} aria-hidden />
        <VisuallyHidden>{t(`rules.result.${result}`)}:</VisuallyHidden>
        {ready !== undefined ? (
          <span title={source}>{ready}</span>
        ) : inner && join ? (
          <span>{t(`rules.join.${join}`)}</span>
        ) : source === '' ? (
          <span>{t('rules.always')}</span>
        ) : (
          <code className={classes.code}>{source}</code>
        )}
      </div>
      {values.length > 0 && (
        <dl className={classes.values}>
          {values.map((value, at) => (
            <div key={at} {...(ready !== undefined && { className: classes.was })}>
              <dt>{ready === undefined ? value.name : t('rules.was')}</dt>
              <dd>{said(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {error !== undefined && (
        <div className={classes.error} lang="en">
          {error}
        </div>
      )}
      {inner && (
        <ul className={classes.tree}>
          {parts.map((part, at) => (
            <Part key={at} of={part} />
          ))}
        </ul>
      )}
    </li>
  )
}
