import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { answer, api } from '../api/client'
import { asApiError } from '../api/error'
import type { Me } from '../api/types'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'

/** Credentials are read from the form itself: password managers fill fields without telling React. */
export function LoginForm({ email, onMe }: { email?: string; onMe: (me: Me) => void }) {
  const { t } = useTranslation()
  const password = useRef<HTMLInputElement>(null)
  const login = useMutation({
    mutationFn: (body: { email: string; password: string }) => answer(api.POST('/api/v1/session', { body })),
    onSuccess: onMe,
    onError: () => password.current?.select(),
  })
  const error = login.error ? asApiError(login.error) : undefined

  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault()
        const fields = new FormData(event.currentTarget)
        login.mutate({ email: String(fields.get('email')).trim(), password: String(fields.get('password')) })
      }}
    >
      <Stack>
        <TextInput
          label={t('login.email')}
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={email}
          autoFocus={email === undefined}
          data-autofocus={email === undefined || undefined}
          maxLength={254}
          required
          withAsterisk={false}
        />
        <PasswordInput
          ref={password}
          label={t('login.password')}
          name="password"
          autoComplete="current-password"
          autoFocus={email !== undefined}
          data-autofocus={email !== undefined || undefined}
          maxLength={256}
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword'), tabIndex: 0 }}
        />
        {error && (error.kind === 'unauthenticated' ? <ErrorNote text={t('login.wrong')} /> : <ErrorNote error={error} />)}
        <Button type="submit" loading={login.isPending} fullWidth>
          {t('login.submit')}
        </Button>
      </Stack>
    </form>
  )
}
