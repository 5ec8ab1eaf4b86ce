import { Box, Modal, Paper, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { keys } from '../api/queries'
import type { Me } from '../api/types'
import { useTranslation } from '../lang/translation'
import { Brand } from '../shell/brand'
import { LanguageSwitch } from '../shell/language-switch'
import { renewed } from './expiry'
import { LoginForm } from './login-form'
import classes from './login.module.css'

/** Instead of the page; its address stays, so the login leads where one was going. */
export function LoginPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  useEffect(() => {
    document.title = `${t('login.title')} · Rozmowa`
  })
  return (
    <main className={classes.page}>
      <Paper className={classes.card} withBorder radius="lg" p="xl" shadow="sm">
        <Brand />
        <Title order={1} size="h3" mt="lg" mb="md">
          {t('login.title')}
        </Title>
        <LoginForm
          onMe={(me) => {
            renewed()
            queries.setQueryData(keys.me, me)
          }}
        />
        <Text size="sm" c="dimmed" mt="md">
          {t('login.forgot')}
        </Text>
      </Paper>
      <Box mt="md">
        <LanguageSwitch />
      </Box>
    </main>
  )
}

/** Over the page: what is typed below stays. Another agent gets a page of their own. */
export function LoginOverPage({ me }: { me: Me }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  // Where the agent was: the dialog appears opened and goes as a whole, so Mantine gives no focus back.
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (before instanceof HTMLElement) setTimeout(() => before.focus())
    },
    [before],
  )
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t('login.expired')}>
      <Text size="sm" c="dimmed" mb="md">
        {t('login.expiredHint')}
      </Text>
      <LoginForm
        email={me.email}
        onMe={(back) => {
          if (back.id !== me.id) {
            location.reload()
            return
          }
          renewed()
          queries.setQueryData(keys.me, back)
          void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== keys.me[0] })
        }}
      />
    </Modal>
  )
}
