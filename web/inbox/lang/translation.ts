import i18next from 'i18next'
import { useSyncExternalStore } from 'react'

const speak = () => ({ t: i18next.getFixedT(i18next.language), i18n: i18next })
let spoken: ReturnType<typeof speak> | undefined
const listeners = new Set<() => void>()
i18next.on('languageChanged', () => {
  spoken = speak()
  listeners.forEach((tell) => tell())
})

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const current = () => (spoken ??= speak())

/** The texts of the language that is spoken, and again when another is. react-i18next's copies all of i18next for each component that begins. */
export function useTranslation() {
  return useSyncExternalStore(subscribe, current, current)
}
