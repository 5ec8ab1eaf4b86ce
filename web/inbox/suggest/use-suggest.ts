import { type AriaAttributes, type KeyboardEvent, type RefObject, useState, useRef } from 'react'
import { insertAt } from './insert'
import { type Sign, type Trigger, triggerAt } from './trigger'

/** The list that is open, as the field has to name it. */
export interface OpenList {
  id: string
  /** The option that Enter takes. */
  active: string | undefined
}

export interface Suggest {
  /** What is looked for now. */
  readonly trigger: Trigger | undefined
  /** What the popup does with a key; true where it took it. Until there is a popup, Enter has to wait for it. */
  readonly keys: RefObject<((key: string) => boolean) | undefined>
  /** Told by the popup of the list it shows. */
  readonly show: (list: OpenList | undefined) => void
  /** Puts a text in the place of what was looked for, and returns where it begins. */
  readonly take: (text: string) => number
  /** Types the sign, for those who don't know it. */
  readonly begin: (sign: Sign) => void
  /** Ends the search; what was typed stays. */
  readonly close: () => void
  readonly typed: (field: HTMLTextAreaElement) => void
  readonly moved: (field: HTMLTextAreaElement) => void
  /** True where the key was for the popup. */
  readonly pressed: (event: KeyboardEvent) => boolean
  readonly aria: AriaAttributes & { role?: 'combobox' }
}

const KEYS: ReadonlySet<string> = new Set(['ArrowUp', 'ArrowDown', 'Enter', 'Tab'])

/** Looks for what is typed behind a sign in the field, while it is typed. */
export function useSuggest(field: RefObject<HTMLTextAreaElement | null>, signs: readonly Sign[]): Suggest {
  const [found, setFound] = useState<Trigger>()
  const [list, setList] = useState<OpenList>()
  const keys = useRef<(key: string) => boolean>(undefined)
  /** Where Esc left a sign as text. */
  const left = useRef<number>(undefined)
  const inserting = useRef(false)
  // Another mode of the composer has other signs.
  const trigger = found && signs.includes(found.sign) ? found : undefined

  const at = ({ value, selectionStart, selectionEnd }: HTMLTextAreaElement) =>
    selectionStart === selectionEnd ? triggerAt(value, selectionStart, signs) : undefined
  const insert = (from: number, to: number, text: string) => {
    if (!field.current) return
    inserting.current = true
    insertAt(field.current, from, to, text)
    inserting.current = false
  }
  const close = () => setFound(undefined)

  return {
    trigger,
    keys,
    show: setList,
    close,
    take: (text) => {
      if (trigger) insert(trigger.from, trigger.from + 1 + trigger.query.length, text)
      close()
      return trigger?.from ?? 0
    },
    begin: (sign) => {
      if (trigger) return close()
      if (!field.current) return
      const { value, selectionStart, selectionEnd } = field.current
      const blank = selectionStart === 0 || /\s/.test(value.charAt(selectionStart - 1))
      insert(selectionStart, selectionEnd, blank ? sign : ` ${sign}`)
      left.current = undefined
      setFound(at(field.current))
    },
    typed: (typedIn) => {
      if (inserting.current) return
      const now = at(typedIn)
      if (now?.from !== left.current) left.current = undefined
      setFound(now && now.from === left.current ? undefined : now)
    },
    moved: (movedIn) => {
      if (!trigger || inserting.current) return
      const now = at(movedIn)
      setFound(now?.from === trigger.from ? now : undefined)
    },
    pressed: (event) => {
      if (!trigger || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
      if (event.key === 'Escape') {
        left.current = trigger.from
        close()
      } else if (!KEYS.has(event.key) || !(keys.current?.(event.key) ?? event.key === 'Enter')) {
        return false
      }
      event.preventDefault()
      event.stopPropagation()
      return true
    },
    aria: list
      ? {
          role: 'combobox',
          'aria-autocomplete': 'list',
          'aria-haspopup': 'listbox',
          'aria-expanded': true,
          'aria-controls': list.id,
          'aria-activedescendant': list.active,
        }
      : {},
  }
}
