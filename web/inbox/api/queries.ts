import { QueryClient } from '@tanstack/react-query'
import type { Listing } from '../tickets/listing'
import { asApiError } from './error'

/** What the server is asked, by name. */
export const keys = {
  me: ['me'] as const,
  counts: ['counts'] as const,
  lists: ['tickets'] as const,
  list: (listing: Listing) => ['tickets', listing] as const,
  openings: ['opening'] as const,
  opening: (ticket: string) => ['opening', ticket] as const,
  notices: ['notices'] as const,
  channels: ['channels'] as const,
  channel: (id: string) => ['channel', id] as const,
  channelDefaults: ['channel-defaults'] as const,
  channelCheck: (question: object) => ['channel-check', question] as const,
  agents: ['agents'] as const,
  people: ['people'] as const,
  sessions: ['sessions'] as const,
  mail: ['settings', 'mail'] as const,
  model: ['settings', 'model'] as const,
  general: ['settings', 'general'] as const,
  contacts: ['contacts'] as const,
  contactList: (search: string) => ['contacts', 'list', search] as const,
  contact: (id: string) => ['contacts', 'one', id] as const,
  contactTickets: (id: string) => ['contacts', 'tickets', id] as const,
  sender: (ticket: string) => ['contacts', 'sender', ticket] as const,
  vocabulary: ['vocabulary'] as const,
  assignees: (ticket: string) => ['assignees', ticket] as const,
  glance: (ticket: string, through: number) => ['glance', ticket, through] as const,
  filters: ['filters'] as const,
  readableChannels: ['channels', 'readable'] as const,
  replies: ['replies'] as const,
  allReplies: ['replies', 'all'] as const,
  repliesFor: (ticket: string) => ['replies', ticket] as const,
  rules: ['rules'] as const,
  ruleList: ['rules', 'list'] as const,
  ruleLanguage: ['rules', 'language'] as const,
  ruleNaming: (list: string, word: string, id?: string) => ['rules', 'naming', list, word, id] as const,
  ruleLog: (id: string, failed: boolean) => ['rules', 'log', id, failed] as const,
  orders: (ticket: string) => ['orders', ticket] as const,
  orderSearch: (ticket: string, q: string) => ['order-search', ticket, q] as const,
  orderAccounts: ['baselinker', 'accounts'] as const,
  orderWords: ['baselinker', 'words'] as const,
  ruleRuns: (ticket: string) => ['rule-runs', ticket] as const,
}

/** Pushes keep what is on screen fresh; a return to the tab after a while looks again all the same. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      networkMode: 'always',
      retry: (failures, thrown) => {
        const error = asApiError(thrown)
        return error.passing && error.kind !== 'unauthenticated' && error.kind !== 'too_many' && failures < 2
      },
    },
    mutations: { networkMode: 'always' },
  },
})
