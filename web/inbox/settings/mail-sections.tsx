import { NumberInput, SegmentedControl, Text, TextInput } from '@mantine/core'
import { IconMailCog } from '@tabler/icons-react'
import type { MailSecurity } from '../api/types'
import { FieldGroup } from '../form/field-group'
import { FieldSection } from '../form/field-section'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import { MAX_ADDRESS, MAX_FROM_NAME, MAX_HOST, type MailDraft, type MailField, type MailSettings } from './mail-draft'
import classes from './server-form.module.css'
import { NothingSet } from './nothing-set'
import { PasswordField } from './password-field'
import { portFor } from './ports'

export interface MailSectionProps {
  draft: MailDraft
  saved: MailSettings
  change: (patch: Partial<MailDraft>) => void
  problem: (field: MailField) => string | undefined
}

/** All that has to be known of a mail server. */
export function MailSections({ draft, saved, change, problem }: MailSectionProps) {
  const { t } = useTranslation()
  return (
    <>
      {saved.version === 0 && <NothingSet of="mail" icon={IconMailCog} />}
      <FieldSection id="mail-server" title={t('settings.mail.server')}>
        {saved.version > 0 && (
          <Text size="sm" c="dimmed">
            {t('settings.mail.purpose')}
          </Text>
        )}
        <div className={classes.pair}>
          <TextInput
            label={t('settings.mail.field.host')}
            data-field="host"
            placeholder="smtp.example.com"
            autoCapitalize="off"
            spellCheck={false}
            inputMode="url"
            maxLength={MAX_HOST}
            required
            value={draft.host}
            onChange={(event) => change({ host: event.currentTarget.value })}
            error={problem('host')}
          />
          <NumberInput
            label={t('settings.mail.field.port')}
            data-field="port"
            min={1}
            max={65_535}
            clampBehavior="none"
            allowDecimal={false}
            allowNegative={false}
            hideControls
            required
            value={draft.port ?? ''}
            onChange={(port) => change({ port: typeof port === 'number' ? port : undefined })}
            error={problem('port')}
          />
        </div>
        <SecurityField draft={draft} change={change} error={problem('security')} />
      </FieldSection>
      <FieldSection id="mail-login" title={t('settings.mail.login')}>
        <TextInput
          label={t('settings.mail.field.username')}
          description={t('settings.mail.usernameHint')}
          data-field="username"
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
          maxLength={MAX_ADDRESS}
          value={draft.username}
          onChange={(event) => change({ username: event.currentTarget.value })}
          error={problem('username')}
        />
        {draft.username.trim() !== '' && <PasswordField draft={draft} saved={saved} change={change} error={problem('password')} />}
      </FieldSection>
      <FieldSection id="mail-sender" title={t('settings.mail.sender')}>
        <TextInput
          label={t('settings.mail.field.fromAddress')}
          description={t('settings.mail.fromAddressHint')}
          data-field="fromAddress"
          type="email"
          autoComplete="off"
          maxLength={MAX_ADDRESS}
          required
          value={draft.fromAddress}
          onChange={(event) => change({ fromAddress: event.currentTarget.value })}
          error={problem('fromAddress')}
        />
        <TextInput
          label={t('settings.mail.field.fromName')}
          description={t('settings.mail.fromNameHint')}
          data-field="fromName"
          autoComplete="off"
          maxLength={MAX_FROM_NAME}
          value={draft.fromName}
          onChange={(event) => change({ fromName: event.currentTarget.value })}
          error={problem('fromName')}
        />
      </FieldSection>
    </>
  )
}

const SECURITIES: readonly MailSecurity[] = ['tls', 'starttls', 'none']

function SecurityField({ draft, change, error }: Pick<MailSectionProps, 'draft' | 'change'> & { error: string | undefined }) {
  const { t } = useTranslation()
  const { security, port } = draft
  const choose = (word: string) => {
    const next = SECURITIES.find((known) => known === word)
    if (next) change({ security: next, port: portFor(next, port, security) })
  }
  return (
    <FieldGroup label={t('settings.mail.field.security')} error={error}>
      <SegmentedControl
        data-field="security"
        aria-label={t('settings.mail.field.security')}
        value={security}
        onChange={choose}
        data={SECURITIES.map((value) => ({ value, label: t(`settings.mail.security.${value}`) }))}
      />
      <div role="status" style={{ marginTop: 6 }}>
        {security === 'none' ? (
          <WarningNote title={t('settings.mail.clearTitle')}>{t('settings.mail.clear')}</WarningNote>
        ) : (
          <Text size="sm" c="dimmed">
            {t(`settings.mail.securityHint.${security}`)}
          </Text>
        )}
      </div>
    </FieldGroup>
  )
}
