import type { Contact, ContactDraft } from '../api/types'
import type { Versioned } from '../form/use-editing'

/** The server's limits (desk/contact.go, desk/text.go). */
export const MAX_ADDRESSES = 50

export type ContactSettings = Omit<ContactDraft, 'version'>
export const CONTACT_FIELDS = ['name', 'addresses', 'note'] as const satisfies (keyof ContactSettings)[]
export type ContactField = (typeof CONTACT_FIELDS)[number]

/** A contact as it is edited. */
export interface EditedContact extends Versioned<ContactSettings> {
  readonly id: string
}

export const NEW_CONTACT: ContactSettings = { name: '', addresses: [], note: '' }

export function editedOf({ id, version, name, addresses, note }: Contact): EditedContact {
  return { id, version, settings: { name, addresses, note } }
}

/** As the server keeps it: lines that were left empty are none. */
export function tidy({ name, addresses, note }: ContactSettings): ContactSettings {
  return {
    name: name.trim().replace(/\s+/g, ' '),
    addresses: addresses.map((address) => address.trim()).filter((address) => address !== ''),
    note: note.trim(),
  }
}

/** The fields in which two drafts mean different things. */
export function differing(a: ContactSettings, b: ContactSettings): ContactField[] {
  const [one, other] = [tidy(a), tidy(b)]
  return CONTACT_FIELDS.filter((field) => JSON.stringify(one[field]) !== JSON.stringify(other[field]))
}

/** Where an address that was sent stands among the typed ones, of which empty lines weren't. */
export function typedPlace(typed: readonly string[], sent: number): number {
  return typed.map((address, at) => ({ address, at })).filter(({ address }) => address.trim() !== '')[sent]?.at ?? sent
}
