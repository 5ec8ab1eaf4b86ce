import { Center, Loader } from '@mantine/core'
import { type ComponentType, lazy, type LazyExoticComponent, Suspense } from 'react'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from './error-note'

/** A part of a page that is loaded when it is first shown. Where it can't be had, `otherwise` stands for it. */
export function lazyPart<Props>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  otherwise: ComponentType<Props> = Unloaded,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(() => load().catch(() => ({ default: otherwise })))
}

/** Pages apart from the rest, since most agents never load them. */
export function lazily(load: () => Promise<{ default: ComponentType }>): ComponentType {
  const Pages = lazyPart(load, UnloadedPage)
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
