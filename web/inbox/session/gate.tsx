import { Center, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { answer, api } from '../api/client'
import { asApiError } from '../api/error'
import { keys } from '../api/queries'
import type { Me } from '../api/types'
import { useTranslation } from '../lang/translation'
import { useLanguage } from '../lang/use-language'
import { sender, socket } from '../live/services'
import { ErrorNote } from '../shell/error-note'
import { useExpired } from './expiry'
import { LoginOverPage, LoginPage } from './login-page'
import { MeContext } from './me'

/** Shows the inbox to an agent, the login to everybody else. */
export function Gate({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const me = useQuery({ queryKey: keys.me, queryFn: whoAmI, staleTime: Infinity, refetchOnWindowFocus: false })

  if (me.data) return <Inside me={me.data}>{children}</Inside>
  if (me.error) {
    const error = asApiError(me.error)
    return error.kind === 'unauthenticated' ? (
      <LoginPage />
    ) : (
      <Center component="main" h="100dvh" p="md">
        <ErrorNote error={error} retry={() => void me.refetch()} retrying={me.isFetching} />
      </Center>
    )
  }
  return (
    <Center component="main" h="100dvh">
      <Loader aria-label={t('loading')} />
    </Center>
  )
}

function Inside({ me, children }: { me: Me; children: ReactNode }) {
  const expired = useExpired()

  useLanguage(me.locale)

  useEffect(() => {
    if (expired) return
    socket.start()
    sender.resume(me.id)
    // A refused socket doesn't say why; the session's end is one of the reasons.
    const stop = socket.onFailure(() => void whoAmI().catch(() => undefined))
    return () => {
      stop()
      socket.stop()
      sender.resume(undefined)
    }
  }, [me.id, expired])

  return (
    <MeContext value={me}>
      {children}
      {expired && <LoginOverPage me={me} />}
    </MeContext>
  )
}

function whoAmI(): Promise<Me> {
  return answer(api.GET('/api/v1/session'))
}
