import { expect, test } from 'vitest'
import type { MailServer } from '../api/types'
import { differing, keepsPassword, type MailDraft, mailSettingsOf, problemsOf, tidy, toSend } from './mail-draft'

const server: MailServer = {
  version: 3,
  host: 'smtp.sklep.pl',
  port: 465,
  security: 'tls',
  username: 'czat',
  hasPassword: true,
  fromAddress: 'czat@sklep.pl',
  fromName: 'Sklep',
}
const saved = mailSettingsOf(server)
const none = mailSettingsOf({ version: 0 })
const change = (patch: Partial<MailDraft>): MailDraft => ({ ...saved.settings, ...patch })

test('a company without a server begins with the safest way', () => {
  expect(none.settings).toMatchObject({ host: '', port: 465, security: 'tls' })
  expect(none.hasPassword).toBe(false)
})

test('what differs is told by field, blanks at the ends are no difference', () => {
  expect(differing(saved.settings, change({ host: ' smtp.sklep.pl ', fromName: 'Sklep ' }))).toEqual([])
  expect(differing(saved.settings, change({ port: 587, security: 'starttls', password: '' }))).toEqual(['port', 'security', 'password'])
})

test.each<[string, Partial<MailDraft>, boolean]>([
  ['another sender keeps the password', { fromAddress: 'inny@sklep.pl', security: 'starttls' }, true],
  ['blanks keep the password', { host: 'smtp.sklep.pl ' }, true],
  ['another host does not', { host: 'smtp.zlo.pl' }, false],
  ['another port does not', { port: 587 }, false],
  ['another name does not', { username: 'inny' }, false],
  ['a way in the clear does not', { security: 'none' }, false],
])('%s', (_, patch, keeps) => {
  expect(keepsPassword(saved, change(patch))).toBe(keeps)
})

test.each<[string, Partial<MailDraft>, ReturnType<typeof problemsOf>]>([
  ['the saved settings', {}, {}],
  ['no host', { host: '  ', password: 'x' }, { host: 'empty' }],
  ['no port', { port: undefined, password: 'x' }, { port: 'range' }],
  ['a port too high', { port: 65_536, password: 'x' }, { port: 'range' }],
  ['another host with the saved password', { host: 'a.pl' }, { password: 'password_needed' }],
  ['another host with its password', { host: 'a.pl', password: 'x' }, {}],
  ['a password emptied', { password: '' }, { password: 'password_needed' }],
  ['no login', { username: '', password: undefined }, {}],
  ['a sender without a domain', { fromAddress: 'czat' }, { fromAddress: 'email' }],
])('what is wrong with %s', (_, patch, problems) => {
  expect(problemsOf(change(patch), saved)).toEqual(problems)
})

test('everything is missing at first', () => {
  expect(problemsOf(none.settings, none)).toEqual({ host: 'empty', fromAddress: 'email' })
  expect(problemsOf(change({}), none)).toEqual({ password: 'password_needed' })
})

test('the saved password is not mentioned, a new one is sent as typed, and who has no name has none', () => {
  expect(toSend(saved.settings, 3)).not.toHaveProperty('password')
  expect(toSend(change({ host: ' a.pl ', password: ' x ' }), 3)).toMatchObject({ version: 3, host: 'a.pl', password: ' x ' })
  expect(toSend(change({ username: ' ', password: 'x' }), 3)).toMatchObject({ username: '', password: '' })
})

test('what was tidied stays as it is', () => {
  expect(tidy(tidy(change({ host: ' a ' })))).toEqual(tidy(change({ host: ' a ' })))
})
