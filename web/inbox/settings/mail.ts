import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { MailServer, MailServerDraft } from '../api/types'
import { mailSettingsOf } from './mail-draft'

/** The server that sends our mail, as it is saved. */
export function useMailSettings() {
  return useQuery({
    queryKey: keys.mail,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/settings/mail', { signal })),
    select: mailSettingsOf,
  })
}

export function useSaveMail() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: MailServerDraft) => answer(api.PUT('/api/v1/settings/mail', { body })),
    onSuccess: (server) => {
      // A slower answer that began earlier must not bring older settings back.
      void queries.cancelQueries({ queryKey: keys.mail })
      queries.setQueryData(keys.mail, server)
    },
    // What is newer shows by itself once it is read.
    onError: () => void queries.invalidateQueries({ queryKey: keys.mail }),
  })
}

export function useRemoveMail() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/settings/mail')),
    onSuccess: () => {
      void queries.cancelQueries({ queryKey: keys.mail })
      queries.setQueryData<MailServer>(keys.mail, { version: 0 })
    },
  })
}

/** Sends a message by settings that needn't be saved. */
export function useMailTrial() {
  return useMutation({
    mutationFn: (body: { draft: MailServerDraft; to: string }) => answer(api.POST('/api/v1/settings/mail/trial', { body })),
  })
}
