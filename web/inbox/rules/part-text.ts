import type { ConditionPart } from '../api/types'
import { useTranslation } from '../lang/translation'
import { type Unit, UNITS } from './lasting'
import { usePartName } from './row-fields'
import { useWordText } from './words'

/** Ready conditions and names whose values are words of the program's, and where their translations stand. */
const WORDS: Record<string, string> = {
  sentiment: 'sentiment',
  context: 'context',
  language: 'language',
  status: 'status',
  status_set: 'status',
  priority: 'priority',
  priority_set: 'priority',
  changed_by: 'rules.word',
  by: 'rules.word',
  event: 'rules.event',
}

const isUnit = (word: string | undefined): word is Unit => UNITS.some((unit) => unit === word)

/** A value of a ready condition or a name in the reader's language; texts and the company's own words are as they are. */
export function useValueText(): (of: string, value: string) => string {
  const { i18n } = useTranslation()
  const wordText = useWordText()
  return (of, value) => {
    const last = of.slice(of.lastIndexOf('.') + 1)
    const known = last === 'weekday' || (WORDS[last] !== undefined && i18n.exists(`${WORDS[last]}.${value}`))
    return value === '' || known ? wordText(last === 'changed_by' ? 'by' : last, { word: value, builtin: true }) : value
  }
}

/** A ready condition in the words of its row: "Sentyment – jest – Negatywny". */
export function usePartText(): (part: ConditionPart) => string | undefined {
  const { t } = useTranslation()
  const partName = usePartName()
  const valueText = useValueText()
  return ({ kind, operator, values = [] }) => {
    if (kind === undefined || operator === undefined) return undefined
    const [first = '', second] = values
    const said = isUnit(second)
      ? [t(`rules.length.${second}`, { count: Number(first) })]
      : operator === 'between' || operator === 'not_between'
        ? [`${first}–${second ?? ''}`]
        : values.map((value) => valueText(kind, value))
    const words = [partName(kind), t(`rules.operator.${operator as 'is'}`, { defaultValue: operator })]
    if (said.length > 0) words.push(said.join(', '))
    return words.join(' – ')
  }
}
