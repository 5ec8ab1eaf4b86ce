import { Anchor, Stack, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import { useTranslation } from '../lang/translation'
import { viewPath } from '../tickets/view'
import { PageTitle } from './page-title'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <Stack p="xl" align="flex-start">
      <PageTitle text={t('notFound.title')} />
      <Title order={1} size="h3">
        {t('notFound.title')}
      </Title>
      <Text>{t('notFound.text')}</Text>
      <Anchor component={Link} href={viewPath('all')}>
        {t('notFound.back')}
      </Anchor>
    </Stack>
  )
}
