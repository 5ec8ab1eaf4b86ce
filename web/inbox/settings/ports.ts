import type { MailSecurity } from '../api/types'

/** Where mail servers listen, unless their provider says otherwise. */
export const USUAL_PORT: Readonly<Record<MailSecurity, number>> = { tls: 465, starttls: 587, none: 25 }

/** The port that goes with another security: its usual one, unless somebody chose an unusual one before. */
export function portFor(next: MailSecurity, port: number | undefined, before: MailSecurity): number | undefined {
  return port === undefined || port === USUAL_PORT[before] ? USUAL_PORT[next] : port
}
