import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { CannedReply, CannedReplyDraft } from '../api/types'

interface Listed {
  replies: CannedReply[]
}

/** All canned replies, in the company's order. */
export function useReplies() {
  return useQuery({
    queryKey: keys.allReplies,
    queryFn: ({ signal }): Promise<Listed> => answer(api.GET('/api/v1/canned-replies', { signal })),
    select: ({ replies }) => replies,
  })
}

interface Save {
  id: string
  /** The one that was edited; 0 for a new reply. */
  version: number
  settings: CannedReplyDraft
  /** Where it is to stand, from 1. */
  place?: number
}

export function useSaveReply() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...body }: Save) => answer(api.PUT('/api/v1/canned-replies/{cannedReplyId}', { params: { path: { cannedReplyId: id } }, body })),
    onSuccess: (saved) => {
      // A slower answer that began earlier must not bring an older text back.
      void queries.cancelQueries({ queryKey: keys.allReplies })
      queries.setQueryData<Listed>(keys.allReplies, (known) => known && { replies: known.replies.map((one) => (one.id === saved.id ? saved : one)) })
    },
    // Over once the list shows what it did, and what is newer shows by itself.
    onSettled: () => queries.invalidateQueries({ queryKey: keys.replies }),
  })
}

export function useDeleteReply() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => answer(api.DELETE('/api/v1/canned-replies/{cannedReplyId}', { params: { path: { cannedReplyId: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.replies }),
  })
}
