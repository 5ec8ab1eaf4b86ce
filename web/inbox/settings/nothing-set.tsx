import { Text } from '@mantine/core'
import type { TablerIcon } from '@tabler/icons-react'
import { useTranslation } from '../lang/translation'
import classes from './server-form.module.css'

/** What it is for, before anything is set. */
export function NothingSet({ of, icon: Icon }: { of: 'mail' | 'model'; icon: TablerIcon }) {
  const { t } = useTranslation()
  return (
    <div className={classes.empty}>
      <Icon size={36} stroke={1.3} color="var(--ink-soft)" aria-hidden />
      <div>
        <Text fw={600}>{t(`settings.${of}.empty.title`)}</Text>
        <Text size="sm" c="dimmed">
          {t(`settings.${of}.empty.text`)}
        </Text>
      </div>
    </div>
  )
}
