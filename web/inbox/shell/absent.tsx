import { Anchor, Center, Loader, Stack } from '@mantine/core'
import { Link } from 'wouter'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from './error-note'
import { PageTitle } from './page-title'

interface Props {
  /** The tab's name, unless the page around gives it. */
  title?: string
  query: { error: Error | null; isFetching: boolean; refetch: () => unknown }
  /** It was read, and this isn't there. */
  missing?: boolean
  /** What is said then, and the way to what there is. */
  text: string
  back: { to: string; label: string }
}

/** A page whose thing isn't here: yet, because it can't be read, or at all. */
export function Absent({ title, query, missing = false, text, back: { to, label } }: Props) {
  const { t } = useTranslation()
  const error = query.error ? asApiError(query.error) : undefined
  return (
    <Center h="100%" p="md">
      {title !== undefined && <PageTitle text={title} />}
      {missing || error?.kind === 'not_found' || error?.kind === 'invalid' ? (
        <Stack align="center">
          <ErrorNote text={text} />
          <Anchor component={Link} href={to}>
            {label}
          </Anchor>
        </Stack>
      ) : error ? (
        <ErrorNote error={error} retry={() => void query.refetch()} retrying={query.isFetching} />
      ) : (
        <Loader aria-label={t('loading')} />
      )}
    </Center>
  )
}
