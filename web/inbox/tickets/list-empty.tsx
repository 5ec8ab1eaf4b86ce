import { Button, Group, Stack, Text } from '@mantine/core'
import { IconFilterOff, IconInbox, IconSearchOff } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useTranslation } from '../lang/translation'
import { fieldsIn } from './filter'
import classes from './list-page.module.css'
import type { Listing } from './listing'
import { listPath } from './view'

/** What stands where no tickets do: what would, and when; or what nothing was found for, and the ways on. */
export function ListEmpty({ listing }: { listing: Listing }) {
  const { t } = useTranslation()
  const { view, filter } = listing
  const { text } = filter
  const fields = fieldsIn(filter)
  if (text === undefined && fields === 0) {
    return (
      <Empty icon={IconInbox} title={t(`empty.${view}.title`)}>
        {t(`empty.${view}.text`)}
      </Empty>
    )
  }
  const { text: _, ...rest } = filter
  return (
    <Empty
      icon={text === undefined ? IconFilterOff : IconSearchOff}
      title={text === undefined ? t('filter.empty') : t('search.empty', { text })}
      ways={
        <Group gap={8} justify="center" mt={8}>
          {fields > 0 && (
            <Button component={Link} size="xs" variant="default" href={listPath({ ...listing, filter: text === undefined ? {} : { text } })}>
              {t('filter.clear')}
            </Button>
          )}
          {view !== 'all' && (
            <Button component={Link} size="xs" variant="default" href={listPath({ ...listing, view: 'all' })}>
              {t('search.everywhere')}
            </Button>
          )}
          {text !== undefined && (
            <Button component={Link} size="xs" variant="default" href={listPath({ ...listing, filter: rest })}>
              {t('search.clear')}
            </Button>
          )}
        </Group>
      }
    >
      {text === undefined
        ? t('filter.emptyText')
        : fields > 0
          ? t('search.emptyFiltered', { view: t(`view.${view}`) })
          : t('search.emptyText', { view: t(`view.${view}`) })}
    </Empty>
  )
}

function Empty({ icon: Icon, title, children, ways }: { icon: typeof IconInbox; title: string; children: string; ways?: ReactNode }) {
  return (
    <Stack className={classes.body} align="center" justify="center" gap={6} p="xl">
      <Icon size={36} stroke={1.3} color="var(--ink-soft)" aria-hidden />
      <Text fw={600} ta="center" style={{ overflowWrap: 'anywhere' }}>
        {title}
      </Text>
      <Text size="sm" c="dimmed" ta="center" maw={420}>
        {children}
      </Text>
      {ways}
    </Stack>
  )
}
