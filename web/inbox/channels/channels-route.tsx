import { Center, Loader } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { may, useMe } from '../session/me'
import { ErrorNote } from '../shell/error-note'
import { NotFound } from '../shell/not-found'

/** Apart from the rest: most agents never load them. A new version of the program has new files, so a failure offers a fresh page. */
const Pages = lazy(() => import('./pages').catch(() => ({ default: Unloaded })))

/** The channels' pages, for those who configure them; for all others they don't exist. */
export function Channels() {
  const { t } = useTranslation()
  const me = useMe()
  if (!may(me, 'channel.write')) return <NotFound />
  return (
    <Suspense
      fallback={
        <Center h="100%">
          <Loader aria-label={t('loading')} />
        </Center>
      }
    >
      <Pages />
    </Suspense>
  )
}

function Unloaded() {
  const { t } = useTranslation()
  return (
    <Center h="100%" p="md">
      <ErrorNote text={t('channels.unloaded')} retry={() => location.reload()} />
    </Center>
  )
}
