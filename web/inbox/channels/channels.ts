import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { ChannelDraft, ConfiguredChannel } from '../api/types'
import { toSend } from './draft'

/** Whether a chat is open, and when it was seen, moves with the clock. */
const LOOK_AGAIN_MS = 30_000

/** Every chat of the company by name. */
export function useChannels() {
  return useQuery({
    queryKey: keys.channels,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/channels/configured', { signal })),
    select: ({ channels }) => channels,
    refetchInterval: LOOK_AGAIN_MS,
  })
}

/** One chat, asked for again every `everyMs`. */
export function useChannel(id: string, everyMs: number | false = false) {
  return useQuery({
    queryKey: keys.channel(id),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/channels/{channelId}', { params: { path: { channelId: id } }, signal })),
    refetchInterval: everyMs,
  })
}

/** What a new chat begins with. */
export function useDefaults() {
  return useQuery({
    queryKey: keys.channelDefaults,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/channels/defaults', { signal })),
    staleTime: Infinity,
  })
}

export function useCreateChannel() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (draft: ChannelDraft) => answer(api.POST('/api/v1/channels/configured', { body: toSend(draft) })),
    onSuccess: (channel) => keep(queries, channel),
  })
}

export function useSaveChannel(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ version, draft }: { version: number; draft: ChannelDraft }) =>
      answer(api.PUT('/api/v1/channels/{channelId}', { params: { path: { channelId: id } }, body: { version, draft: toSend(draft) } })),
    onSuccess: (channel) => keep(queries, channel),
    // What is newer, or gone, shows by itself once it is read.
    onError: () => void queries.invalidateQueries({ queryKey: keys.channel(id) }),
  })
}

export function useEnableChannel() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) =>
      answer(api.PUT('/api/v1/channels/{channelId}/enabled', { params: { path: { channelId: id } }, body: { enabled } })),
    onSuccess: (channel) => keep(queries, channel),
  })
}

export function useDeleteChannel() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => answer(api.DELETE('/api/v1/channels/{channelId}', { params: { path: { channelId: id } } })),
    onSuccess: (_, id) => {
      queries.removeQueries({ queryKey: keys.channel(id) })
      return queries.invalidateQueries({ queryKey: keys.channels })
    },
  })
}

function keep(queries: QueryClient, channel: ConfiguredChannel): void {
  // A slower answer that began earlier must not bring older settings back.
  void queries.cancelQueries({ queryKey: keys.channel(channel.id) })
  queries.setQueryData(keys.channel(channel.id), channel)
  void queries.invalidateQueries({ queryKey: keys.channels })
}
