import { Loader, VisuallyHidden } from '@mantine/core'
import { type ReactNode, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { matching } from './matching'
import classes from './suggestion-list.module.css'
import type { Suggest } from './use-suggest'

export interface Suggestion {
  id: string
  name: string
  /** What is searched beside the name, and begins below it. */
  beside?: string
}

interface Props<Item extends Suggestion> {
  suggest: Suggest
  /** Names the list. */
  label: string
  query: string
  from: { data: readonly Item[] | undefined; error: Error | null; refetch: () => unknown; isFetching: boolean }
  onPick: (item: Item) => void
  /** Stands there while there is nothing to choose from at all. */
  empty: ReactNode
  /** The highlighted one in full. */
  preview?: (item: Item) => ReactNode
}

/** What fits what is typed in the composer: a listbox that the field's keyboard moves in. */
export function SuggestionList<Item extends Suggestion>({ suggest, label, query, from, onPick, empty, preview }: Props<Item>) {
  const { t } = useTranslation()
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const items = useMemo(() => (from.data ? matching(from.data, query) : []), [from.data, query])
  // What is typed on leads to the best of what fits then.
  const [chosen, setChosen] = useState<{ id: string; query: string }>()
  const choose = (item: Item | undefined) => setChosen(item && { id: item.id, query })
  const at = Math.max(0, items.findIndex((item) => item.id === chosen?.id && chosen.query === query))
  const active = items[at]
  const idOf = (item: Item) => `${id}${item.id}`

  const { keys, show, close, trigger } = suggest
  const none = from.data?.length === 0
  const nothing = from.data !== undefined && !none && items.length === 0
  // Words that lead nowhere are words: they need no answer.
  const words = /\s/.test(query)
  const aside = nothing && words
  // A text that is nothing but a search in vain isn't meant for anybody.
  const vain = (nothing || none) && !words && trigger?.from === 0
  const waiting = from.data === undefined && from.error === null
  useLayoutEffect(() => {
    keys.current = (key) => {
      if (!active) return key === 'Enter' && (waiting || vain)
      if (key === 'Enter' || key === 'Tab') onPick(active)
      else choose(items[(at + (key === 'ArrowDown' ? 1 : items.length - 1)) % items.length])
      return true
    }
    return () => {
      keys.current = undefined
    }
  })
  const activeId = active && idOf(active)
  useLayoutEffect(() => {
    show(activeId === undefined ? undefined : { id, active: activeId })
    if (activeId !== undefined) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' })
  }, [show, id, activeId])
  useLayoutEffect(() => () => show(undefined), [show])

  useEffect(() => {
    const leave = (event: FocusEvent) => {
      if (event.target instanceof HTMLTextAreaElement && !frame.current?.contains(event.relatedTarget as Node | null)) close()
    }
    document.addEventListener('focusout', leave)
    return () => document.removeEventListener('focusout', leave)
  }, [close])

  return (
    <div
      ref={frame}
      className={aside ? classes.aside : classes.popup}
      // The keyboard stays in the field.
      onMouseDown={(event) => {
        if (!(event.target instanceof Element && event.target.closest('a'))) event.preventDefault()
      }}
    >
      {from.error && !from.data && (
        <div className={classes.note}>
          <ErrorNote error={asApiError(from.error)} retry={() => void from.refetch()} retrying={from.isFetching} />
        </div>
      )}
      {waiting && (
        <div className={classes.note}>
          <Loader size="sm" aria-label={t('loading')} />
        </div>
      )}
      {nothing && !aside && (
        <div className={classes.note} role="status">
          {t('suggest.nothing', { query })}
        </div>
      )}
      {none && (
        <div className={classes.note} role="status">
          {empty}
        </div>
      )}
      {active && (
        <div className={classes.columns} data-preview={preview !== undefined || undefined}>
          <ul id={id} className={classes.list} role="listbox" aria-label={label}>
            {items.map((item) => (
              <li
                key={item.id}
                id={idOf(item)}
                role="option"
                aria-selected={item === active}
                className={classes.option}
                onMouseMove={() => {
                  if (item !== active) choose(item)
                }}
                onClick={() => onPick(item)}
              >
                <div className={classes.name}>{item.name}</div>
                {item.beside && <div className={classes.beside}>{item.beside.slice(0, 200)}</div>}
              </li>
            ))}
          </ul>
          {preview && (
            <div className={classes.preview} aria-hidden>
              {preview(active)}
            </div>
          )}
          <VisuallyHidden role="status">{t('suggest.found', { count: items.length })}</VisuallyHidden>
        </div>
      )}
    </div>
  )
}
