import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react'
import type { Explanation as Explained } from '../api/types'
import { useTranslation } from '../lang/translation'
import classes from './explanation.module.css'
import { useLengthText } from './words'

const SIGNS = { true: IconCheck, false: IconX, error: IconAlertTriangle }

/** Why a condition held or didn't, part by part, with what it looked at. */
export function Explanation({ of }: { of: Explained }) {
  return (
    <ul className={classes.tree}>
      <Part of={of} />
    </ul>
  )
}

function Part({ of: { source, result, join, values = [], parts = [], error } }: { of: Explained }) {
  const { t } = useTranslation()
  const length = useLengthText()
  const Sign = SIGNS[result]
  const inner = parts.length > 0
  return (
    <li className={classes.part} data-result={result}>
      <div className={classes.line}>
        <Sign size={16} aria-hidden />
        <span className={classes.hidden}>{t(`rules.result.${result}`)}:</span>
        {inner && join ? (
          <span>{t(`rules.join.${join}`)}</span>
        ) : source === '' ? (
          <span>{t('rules.always')}</span>
        ) : (
          <code className={classes.code}>{source}</code>
        )}
      </div>
      {values.length > 0 && (
        <dl className={classes.values}>
          {values.map(({ name, type, value }, at) => (
            <div key={at}>
              <dt>{name}</dt>
              <dd>{value === '' ? t('rules.word.nothing') : type === 'duration' ? length(Number(value)) : type === 'yesno' ? t(`rules.yesno.${value as 'true'}`) : value}</dd>
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
