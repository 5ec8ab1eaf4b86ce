import type { ConditionGroup, ConditionPart, RuleLanguage, RuleWord } from '../api/types'
import { bare, spanAround } from './code/spans'

/** What an operator takes, as the server names it. */
export type ValueShape = 'none' | 'one' | 'many' | 'number' | 'duration' | 'times'

export interface PartKind {
  kind: string
  /** The name it is about; undefined: several. */
  name?: string | undefined
  operators: { operator: string; values: ValueShape }[]
  /** What its values can be, where that is known. */
  words?: RuleWord[] | undefined
}

/** A ready condition being edited. `key` tells it from the others while they are moved. */
export interface Row {
  key: string
  kind: string
  operator: string
  values: string[]
}

export type Join = 'and' | 'or'

/** Rows as they are edited: each a ready condition, or a group of such that is joined the other way. */
export interface Rows {
  join: Join
  items: (Row | Group)[]
}

export interface Group {
  key: string
  rows: Row[]
}

export const isGroup = (item: Row | Group): item is Group => 'rows' in item
export const other = (join: Join): Join => (join === 'and' ? 'or' : 'and')

const SHAPES: readonly string[] = ['none', 'one', 'many', 'number', 'duration', 'times'] satisfies ValueShape[]

/** The ready conditions there are. An operator that this page can't ask about is left out: a newer server has it. */
export function partKinds(language: Pick<RuleLanguage, 'parts'> | undefined): PartKind[] {
  return (language?.parts ?? []).flatMap(({ kind, name, operators, words }) => {
    const usable = operators.flatMap(({ operator, values }) => (SHAPES.includes(values) ? [{ operator, values: values as ValueShape }] : []))
    return usable.length === 0 ? [] : [{ kind, name, operators: usable, words }]
  })
}

export function shapeOf(kinds: readonly PartKind[], { kind, operator }: Pick<Row, 'kind' | 'operator'>): ValueShape | undefined {
  return kinds.find((one) => one.kind === kind)?.operators.find((one) => one.operator === operator)?.values
}

/** What an operator begins with. */
export function firstValues(shape: ValueShape): string[] {
  switch (shape) {
    case 'number':
      return ['1']
    case 'duration':
      return ['1', 'hours']
    case 'times':
      return ['09:00', '17:00']
    default:
      return []
  }
}

/** A row as the menu makes it. */
export function newRow({ kind, operators }: PartKind, key: string): Row {
  const first = operators[0]
  return { key, kind, operator: first?.operator ?? '', values: first ? firstValues(first.values) : [] }
}

/** The same row with another operator: its values stay where they fit. */
export function withOperator(kinds: readonly PartKind[], row: Row, operator: string): Row {
  const [was, is] = [shapeOf(kinds, row), shapeOf(kinds, { ...row, operator })]
  if (is === undefined || was === is) return { ...row, operator }
  if (is === 'many' && was === 'one') return { ...row, operator }
  if (is === 'one' && was === 'many') return { ...row, operator, values: row.values.slice(0, 1) }
  return { ...row, operator, values: firstValues(is) }
}

/** Operators that compare with a whole value, where an empty one means something: a customer without a domain. */
const COMPARING: ReadonlySet<string> = new Set(['is', 'is_not', 'one_of', 'none_of'])

/** Whether everything is given that its operator takes. */
export function isComplete(kinds: readonly PartKind[], row: Row): boolean {
  // Of what is chosen from a list, nothing is a value too: a ticket without an agent.
  const listed = kinds.find(({ kind }) => kind === row.kind)?.words !== undefined
  const given = listed || COMPARING.has(row.operator) ? row.values : row.values.filter((value) => value.trim() !== '')
  switch (shapeOf(kinds, row)) {
    case 'none':
      return true
    case 'one':
    case 'number':
      return given.length === 1
    case 'many':
      return given.length > 0
    case 'duration':
    case 'times':
      return given.length === 2
    default:
      return false
  }
}

export function allRows({ items }: Rows): Row[] {
  return items.flatMap((item) => (isGroup(item) ? item.rows : [item]))
}

/** As the server takes them; rows that aren't complete yet are left out. */
export function toParts(kinds: readonly PartKind[], { join, items }: Rows): ConditionGroup {
  const part = ({ kind, operator, values }: Row): ConditionPart => ({ kind, operator, values })
  const complete = (row: Row) => isComplete(kinds, row)
  return {
    join,
    items: items.flatMap((item): ConditionPart[] => {
      if (!isGroup(item)) return complete(item) ? [part(item)] : []
      const inner = item.rows.filter(complete).map(part)
      return inner.length === 0 ? [] : inner.length === 1 ? inner : [{ join: other(join), items: inner }]
    }),
  }
}

/** The rows that a condition's parts are. */
export function fromParts({ join, items }: ConditionGroup, key: () => string): Rows {
  const row = ({ kind = '', operator = '', values = [] }: ConditionPart): Row => ({ key: key(), kind, operator, values })
  return { join, items: items.map((item) => (item.items ? { key: key(), rows: item.items.map(row) } : row(item))) }
}

/** A condition with another one behind it, in brackets where they would otherwise belong elsewhere. */
export function joined(condition: string, join: Join, more: string): string {
  const text = condition.trim()
  if (text === '') return more
  // What stood behind a comment or an open text on its line would be part of it.
  const end = spanAround(text, text.length) ? '\n' : ''
  // Comments alone are no condition that could be joined.
  if (bare(text).trim() === '') return `${text}${end || ' '}${more}`
  const first = hasOther(text, join) ? `(${text}${end}) ` : `${text}${end || ' '}`
  return `${first}${join} ${hasOther(more, join) ? `(${more})` : more}`
}

/** Whether the text may have the other join; brackets that aren't needed do no harm. */
function hasOther(text: string, join: Join): boolean {
  return join === 'and' ? /\bor\b|\|\||\?/.test(bare(text)) : /\band\b|&&|\?/.test(bare(text))
}
