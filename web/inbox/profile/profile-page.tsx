import { Group, Title } from '@mantine/core'
import { useTranslation } from '../lang/translation'
import { PageTitle } from '../shell/page-title'
import page from '../shell/page.module.css'
import { AlertsSection } from './alerts-section'
import { LanguageSection } from './language-section'
import { ListSection } from './list-section'
import { NameSection } from './name-section'
import { PasswordSection } from './password-section'
import { PhotoSection } from './photo-section'
import classes from './profile.module.css'
import { SessionsSection } from './sessions-section'

/** What agents set for themselves. Each part is saved on its own. */
export default function ProfilePage() {
  const { t } = useTranslation()
  return (
    <div className={page.page}>
      <PageTitle text={t('profile.title')} />
      <Group className={classes.head}>
        <Title order={1} size="h4">
          {t('profile.title')}
        </Title>
      </Group>
      <div className={classes.body}>
        <NameSection />
        <PhotoSection />
        <LanguageSection />
        <ListSection />
        <AlertsSection />
        <PasswordSection />
        <SessionsSection />
      </div>
    </div>
  )
}
