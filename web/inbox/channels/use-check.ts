import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { ChannelDraft, OpeningHours } from '../api/types'

const PAUSE_MS = 400
const LOOK_AGAIN_MS = 60_000

/** Settings that nothing is wrong with: only what is asked about may be refused. */
const BLANK: ChannelDraft = {
  name: '-',
  shopUrl: 'https://shop.invalid',
  origins: [],
  enabled: true,
  look: { primary: '#000000', secondary: '#ffffff', side: 'right', offset: 25 },
  form: true,
  welcome: '',
  targeting: { list: 'deny', paths: [] },
  hours: { timeZone: 'UTC', week: [], exceptions: [] },
  afterHours: 'message',
  afterHoursText: '',
  agents: [],
}

interface Question {
  draft: ChannelDraft
  at?: string
  url?: string
}

/**
 * Asks what settings would mean, once they have rested for a moment; an earlier question is dropped. Until the answer
 * is there, `data` is the one before and `settled` is false.
 */
function useCheck(question: Question | undefined) {
  const now = question === undefined ? undefined : JSON.stringify(question)
  const [asked] = useDebouncedValue(now, PAUSE_MS)
  const query = useQuery({
    queryKey: keys.channelCheck({ asked }),
    queryFn: ({ signal }) => answer(api.POST('/api/v1/channels/check', { body: JSON.parse(asked ?? '') as Question, signal })),
    enabled: asked !== undefined && now !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
    gcTime: LOOK_AGAIN_MS,
    retry: false,
  })
  return { data: query.data, error: query.error, settled: now === asked && !query.isPlaceholderData }
}

/** Whether a chat with these hours is open: now, or at a moment (RFC 3339); `null` asks nothing. */
export function useOpening(hours: OpeningHours, at?: string | null) {
  return useCheck(at === null ? undefined : { draft: { ...BLANK, hours }, ...(at !== undefined && { at }) })
}

/** Whether the chat shows on a page; an empty address asks nothing. */
export function useShowing(draft: ChannelDraft, url: string) {
  const { enabled, targeting } = draft
  const filled = (addresses: readonly string[]) => addresses.filter((address) => address.trim() !== '')
  const shopUrl = filled([draft.shopUrl])[0] ?? BLANK.shopUrl
  const question = { draft: { ...BLANK, shopUrl, origins: filled(draft.origins), enabled, targeting }, url }
  return useCheck(url.trim() === '' ? undefined : question)
}
