/** Where a key works; the help lists them by it. */
export const PLACES = ['everywhere', 'list', 'ticket'] as const
export type KeyPlace = (typeof PLACES)[number]

interface Key {
  /** As `KeyboardEvent.key` gives them; any of them. */
  readonly keys: readonly string[]
  readonly places: readonly KeyPlace[]
  /** Types a character, so that it can be switched off (WCAG 2.1.4). */
  readonly character: boolean
}

/** Every key of the inbox that isn't a browser's own, in the help's order. */
export const KEYS = {
  help: { keys: ['?'], places: ['everywhere'], character: true },
  search: { keys: ['/'], places: ['everywhere'], character: true },
  next: { keys: ['j'], places: ['list', 'ticket'], character: true },
  previous: { keys: ['k'], places: ['list', 'ticket'], character: true },
  step: { keys: ['ArrowDown', 'ArrowUp'], places: ['list'], character: false },
  open: { keys: ['Enter'], places: ['list'], character: false },
  glance: { keys: [' '], places: ['list'], character: false },
  select: { keys: ['x'], places: ['list'], character: true },
  reply: { keys: ['r'], places: ['list', 'ticket'], character: true },
  assign: { keys: ['a'], places: ['list', 'ticket'], character: true },
  close: { keys: ['e'], places: ['list', 'ticket'], character: true },
  leave: { keys: ['Escape'], places: ['list'], character: false },
} as const satisfies Record<string, Key>

export type KeyName = keyof typeof KEYS

export const KEY_NAMES = Object.keys(KEYS) as KeyName[]

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
}

/** Which of our keys was pressed; none with Ctrl, Alt or Meta. `characters`: those that type one count too. */
export function keyOf({ key, ctrlKey, altKey, metaKey, shiftKey }: Pressed, characters: boolean): KeyName | undefined {
  if (ctrlKey || altKey || metaKey) return undefined
  // With caps lock a letter is great without Shift.
  const plain = shiftKey || key.length > 1 ? key : key.toLowerCase()
  return KEY_NAMES.find((name) => {
    const known: Key = KEYS[name]
    return known.keys.includes(plain) && (characters || !known.character)
  })
}

/** What a checkbox or a button makes of a character is nothing. */
const MUTE = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file'])

/** Whether what is pressed there is being written. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.matches('textarea, select, [role="textbox"], [role="combobox"]')) return true
  return target instanceof HTMLInputElement && !MUTE.has(target.type)
}
