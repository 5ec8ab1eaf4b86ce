import { useMutation, useQuery } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { MailServer, MailServerDraft } from '../api/types'
import { mailSettingsOf } from './mail-draft'
import { useKept } from './use-kept'

/** The server that sends our mail, as it is saved. */
export function useMailSettings() {
  return useQuery({
    queryKey: keys.mail,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/settings/mail', { signal })),
    select: mailSettingsOf,
  })
}

export function useSaveMail() {
  return useKept(keys.mail, (body: MailServerDraft): Promise<MailServer> => answer(api.PUT('/api/v1/settings/mail', { body })))
}

export function useRemoveMail() {
  return useKept(keys.mail, async (_: void): Promise<MailServer> => {
    await answer(api.DELETE('/api/v1/settings/mail'))
    return { version: 0 }
  })
}

/** Sends a message by settings that needn't be saved. */
export function useMailTrial() {
  return useMutation({
    mutationFn: (body: { draft: MailServerDraft; to: string }) => answer(api.POST('/api/v1/settings/mail/trial', { body })),
  })
}
