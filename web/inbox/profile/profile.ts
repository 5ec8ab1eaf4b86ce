import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api, failure } from '../api/client'
import { ApiError } from '../api/error'
import { keys } from '../api/queries'
import type { Locale, Me } from '../api/types'
import { MAX_FILE } from '../files/limits'

/** How long a photo may be on its way, the server's work included. */
const PHOTO_MS = 180_000

function useProfileCall<Wish>(call: (wish: Wish) => Promise<Me>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: call, onSuccess: (me) => queries.setQueryData(keys.me, me) })
}

export function useSaveProfile() {
  return useProfileCall((body: { name?: string; locale?: Locale }) => answer(api.PATCH('/api/v1/profile', { body })))
}

export function useSavePhoto() {
  return useProfileCall(async (file: File) => {
    if (file.size > MAX_FILE) throw new ApiError('too_large', { code: 'file_too_large' })
    let response: Response
    try {
      response = await fetch('/api/v1/profile/photo', { method: 'PUT', body: file, signal: AbortSignal.timeout(PHOTO_MS) })
    } catch (thrown) {
      throw new ApiError('network', { message: String(thrown) })
    }
    const body: unknown = await response.json().catch(() => undefined)
    if (!response.ok) throw failure(response.status, body)
    return body as Me
  })
}

export function useRemovePhoto() {
  return useProfileCall(() => answer(api.DELETE('/api/v1/profile/photo')))
}

/** Every other session ends with it. */
export function useChangePassword() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { current: string; password: string }) => answer(api.PUT('/api/v1/profile/password', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.sessions }),
  })
}

/** Where one is logged in. */
export function useSessions() {
  return useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/profile/sessions', { signal })),
    select: ({ sessions }) => sessions,
    refetchInterval: 30_000,
  })
}

/** Ends a session, or all others without an id. */
export function useEndSession() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string | undefined) =>
      id === undefined
        ? answer(api.DELETE('/api/v1/profile/sessions'))
        : answer(api.DELETE('/api/v1/profile/sessions/{sessionId}', { params: { path: { sessionId: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.sessions }),
  })
}
