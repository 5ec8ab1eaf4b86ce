import { Button } from '@mantine/core'
import { useTranslation } from '../lang/translation'

interface Props {
  list: { isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}

/** Reads on below a list that comes by pages. */
export function More({ list }: Props) {
  const { t } = useTranslation()
  return (
    <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
      {t('contacts.more')}
    </Button>
  )
}
