import type { MailSecurity, MailServer, MailServerDraft } from '../api/types'
import type { Versioned } from '../form/use-editing'
import { USUAL_PORT } from './ports'

/** The mail server as it is edited. */
export interface MailDraft {
  readonly host: string
  /** Undefined while the field holds no number. */
  readonly port: number | undefined
  readonly security: MailSecurity
  /** Empty: the server wants no login. */
  readonly username: string
  /** Undefined: the saved one, which nobody is ever told. */
  readonly password: string | undefined
  readonly fromAddress: string
  readonly fromName: string
}

export type MailField = keyof MailDraft

/** In the form's order. */
export const MAIL_FIELDS = ['host', 'port', 'security', 'username', 'password', 'fromAddress', 'fromName'] as const satisfies readonly MailField[]

/** The mail server as it is saved; version 0: none is. */
export interface MailSettings extends Versioned<MailDraft> {
  readonly hasPassword: boolean
}

/** The server's limits (desk/mail.go, desk/text.go). */
export const MAX_HOST = 253
export const MAX_ADDRESS = 254
export const MAX_PASSWORD = 1000
export const MAX_FROM_NAME = 120

const NOTHING: MailDraft = { host: '', port: USUAL_PORT.tls, security: 'tls', username: '', password: undefined, fromAddress: '', fromName: '' }

export function mailSettingsOf(server: MailServer): MailSettings {
  const { version, hasPassword = false, host = '', port, security = 'tls', username = '', fromAddress = '', fromName = '' } = server
  const settings = version === 0 ? NOTHING : { host, port, security, username, password: undefined, fromAddress, fromName }
  return { version, hasPassword, settings }
}

/** As the server keeps it: lines without blanks at their ends; a password as it was typed. */
export function tidy(draft: MailDraft): MailDraft {
  return {
    ...draft,
    host: draft.host.trim(),
    username: draft.username.trim(),
    fromAddress: draft.fromAddress.trim(),
    fromName: draft.fromName.trim(),
  }
}

/** The fields in which two drafts mean different things. */
export function differing(a: MailDraft, b: MailDraft): MailField[] {
  const [one, other] = [tidy(a), tidy(b)]
  return MAIL_FIELDS.filter((field) => one[field] !== other[field])
}

/** Whether the saved password may stay: it is never handed to another server, under another name, or in the clear. */
export function keepsPassword({ hasPassword, settings }: MailSettings, draft: MailDraft): boolean {
  const { host, port, security, username } = tidy(draft)
  const same = host === settings.host && port === settings.port && username === settings.username
  return hasPassword && same && (security === settings.security || security !== 'none')
}

/** What is wrong with a draft before anybody is asked: the fields, with the codes that the server uses. */
export function problemsOf(draft: MailDraft, saved: MailSettings): Partial<Record<MailField, string>> {
  const { host, port, username, password, fromAddress } = tidy(draft)
  return {
    ...(host === '' && { host: 'empty' }),
    ...((port === undefined || port < 1 || port > 65_535) && { port: 'range' }),
    ...(username !== '' && !password && !(password === undefined && keepsPassword(saved, draft)) && { password: 'password_needed' }),
    ...(!/^[^@\s]+@[^@\s]+$/.test(fromAddress) && { fromAddress: 'email' }),
  }
}

/** What is sent. Without a name to log in with there is no password, either. */
export function toSend(draft: MailDraft, version: number): MailServerDraft {
  const { host, port = 0, security, username, password, fromAddress, fromName } = tidy(draft)
  const told = username === '' ? '' : password
  return { version, host, port, security, username, fromAddress, fromName, ...(told !== undefined && { password: told }) }
}
