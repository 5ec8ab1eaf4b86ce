import { useSyncExternalStore } from 'react'
import type { NoticeKind } from '../api/types'

/** `missing`: this browser has no notifications; `denied`: the agent refused them in the browser. */
export interface Preferences {
  readonly sound: boolean
  readonly notifications: 'on' | 'off' | 'denied' | 'missing'
  /** Which notices ring; all of them stand in the list. */
  readonly notices: Readonly<Record<NoticeKind, boolean>>
}

const SOUND = 'rozmowa.sound'
const NOTIFICATIONS = 'rozmowa.notifications'
const QUIET = 'rozmowa.quiet'

export const NOTICE_KINDS: readonly NoticeKind[] = ['mention', 'rule', 'assigned', 'watched']

const listeners = new Set<() => void>()
let current = read()

// Another tab changed them.
addEventListener('storage', (event) => {
  if (event.key === SOUND || event.key === NOTIFICATIONS || event.key === QUIET) refresh()
})

function read(): Preferences {
  const quiet = (localStorage.getItem(QUIET) ?? '').split(' ')
  return {
    sound: localStorage.getItem(SOUND) !== 'off',
    notifications: notificationState(),
    notices: {
      mention: !quiet.includes('mention'),
      rule: !quiet.includes('rule'),
      assigned: !quiet.includes('assigned'),
      watched: !quiet.includes('watched'),
    },
  }
}

function notificationState(): Preferences['notifications'] {
  if (!('Notification' in window)) return 'missing'
  if (Notification.permission === 'denied') return 'denied'
  return Notification.permission === 'granted' && localStorage.getItem(NOTIFICATIONS) === 'on' ? 'on' : 'off'
}

function refresh(): void {
  current = read()
  listeners.forEach((tell) => tell())
}

export function preferences(): Preferences {
  return current
}

function change(part: { sound?: boolean; notifications?: boolean; notices?: Partial<Preferences['notices']> }): void {
  if (part.sound !== undefined) localStorage.setItem(SOUND, part.sound ? 'on' : 'off')
  if (part.notifications !== undefined) localStorage.setItem(NOTIFICATIONS, part.notifications ? 'on' : 'off')
  if (part.notices !== undefined) {
    const notices = { ...current.notices, ...part.notices }
    localStorage.setItem(QUIET, NOTICE_KINDS.filter((kind) => !notices[kind]).join(' '))
  }
  refresh()
}

/** Asks the browser's permission; only on a click, as browsers demand. */
export async function askForNotifications(): Promise<void> {
  if ((await Notification.requestPermission()) === 'granted') change({ notifications: true })
  else refresh()
}

export function usePreferences(): [Preferences, typeof change] {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
  return [now, change]
}
