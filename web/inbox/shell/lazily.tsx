import { Center, Loader } from '@mantine/core'
import { type ComponentType, lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorNote } from './error-note'

/** Pages apart from the rest, since most agents never load them. */
export function lazily(load: () => Promise<{ default: ComponentType }>): ComponentType {
  const Pages = lazy(() => load().catch(() => ({ default: UnloadedPage })))
  return function LazyPages() {
    const { t } = useTranslation()
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
}

function UnloadedPage() {
  return (
    <Center h="100%" p="md">
      <Unloaded />
    </Center>
  )
}

/** A new version of the program has new files, so a part that can't be had offers a fresh page. */
export function Unloaded() {
  const { t } = useTranslation()
  return <ErrorNote text={t('unloaded')} retry={() => location.reload()} />
}
