import type { ChannelDraft } from '../api/types'

/** A chat's settings, for tests. */
export function draftOf(change: Partial<ChannelDraft> = {}): ChannelDraft {
  return {
    name: 'Sklep główny',
    shopUrl: 'https://shop.pl',
    origins: [],
    enabled: true,
    look: { primary: '#1f6f5c', secondary: '#ffffff', side: 'right', offset: 25 },
    form: true,
    welcome: 'Dzień dobry!',
    targeting: { list: 'deny', paths: [] },
    hours: { timeZone: 'Europe/Warsaw', week: [], exceptions: [] },
    afterHours: 'message',
    afterHoursText: 'Odpiszemy rano.',
    agents: ['a1', 'b2'],
    ...change,
  }
}
