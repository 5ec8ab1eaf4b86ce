import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { ApiError } from '../api/error'
import { keys } from '../api/queries'
import type { ContextDraft, Inbox, InboxDraft, Status, StatusDraft, TeamDraft, Vocabulary } from '../api/types'

/** A call that changes the vocabulary, and may change what else is named; it is over once the lists show what it did. */
function useWordCall<Wish, Answer>(call: (wish: Wish) => Promise<Answer>, also?: readonly string[]) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: call,
    onSettled: () => {
      if (also) void queries.invalidateQueries({ queryKey: also })
      return queries.invalidateQueries({ queryKey: keys.vocabulary })
    },
  })
}

const putStatus = (key: string, body: StatusDraft) => answer(api.PUT('/api/v1/statuses/{key}', { params: { path: { key } }, body }))

export function useSaveStatus() {
  return useWordCall(({ key, draft }: { key: string; draft: StatusDraft }) => putStatus(key, draft))
}

/** Saves statuses that got another place, one after the other. */
export function useMoveStatuses() {
  return useWordCall(async (statuses: readonly Status[]) => {
    for (const { key, name, colour, requiresResponse, visible, opensOnMessage, position } of statuses) {
      await putStatus(key, { name, colour, requiresResponse, visible, opensOnMessage, position })
    }
  })
}

export function useDeleteStatus() {
  return useWordCall((key: string) => answer(api.DELETE('/api/v1/statuses/{key}', { params: { path: { key } } })))
}

export function useSaveTeam() {
  return useWordCall(({ id, draft }: { id: string; draft: TeamDraft }) =>
    answer(api.PUT('/api/v1/teams/{teamId}', { params: { path: { teamId: id } }, body: draft })),
  )
}

export function useDeleteTeam() {
  return useWordCall((id: string) => answer(api.DELETE('/api/v1/teams/{teamId}', { params: { path: { teamId: id } } })))
}

/** Makes a tag. @throws ApiError `name_taken` where the server answers with one that was there already. */
export function useCreateTag() {
  const queries = useQueryClient()
  return useWordCall(async (name: string) => {
    const known = queries.getQueryData<Vocabulary>(keys.vocabulary)?.tags
    const tag = await answer(api.POST('/api/v1/tags', { body: { name } }))
    if (known?.some(({ id, deleted }) => id === tag.id && !deleted)) throw new ApiError('conflict', { code: 'name_taken' })
    return tag
  })
}

export function useRenameTag() {
  return useWordCall(({ id, name }: { id: string; name: string }) =>
    answer(api.PUT('/api/v1/tags/{tagId}', { params: { path: { tagId: id } }, body: { name } })),
  )
}

export function useDeleteTag() {
  return useWordCall((id: string) => answer(api.DELETE('/api/v1/tags/{tagId}', { params: { path: { tagId: id } } })))
}

export function useSaveContext() {
  return useWordCall(({ key, draft }: { key: string; draft: ContextDraft }) =>
    answer(api.PUT('/api/v1/contexts/{key}', { params: { path: { key } }, body: draft })),
  )
}

export function useDeleteContext() {
  return useWordCall((key: string) => answer(api.DELETE('/api/v1/contexts/{key}', { params: { path: { key } } })))
}

const putInbox = (id: string, body: InboxDraft) => answer(api.PUT('/api/v1/inboxes/{inboxId}', { params: { path: { inboxId: id } }, body }))

export function useSaveInbox() {
  return useWordCall(({ id, draft }: { id: string; draft: InboxDraft }) => putInbox(id, draft), keys.channels)
}

/** Saves inboxes that got another place, one after the other; their chats stay as they are. */
export function useMoveInboxes() {
  return useWordCall(async (inboxes: readonly Inbox[]) => {
    for (const { id, name, position } of inboxes) await putInbox(id, { name, position })
  })
}

export function useDeleteInbox() {
  return useWordCall((id: string) => answer(api.DELETE('/api/v1/inboxes/{inboxId}', { params: { path: { inboxId: id } } })), keys.channels)
}
