/** Where the pages of the contacts are. */
export const CONTACTS_PATH = '/contacts'
export const NEW_CONTACT_PATH = `${CONTACTS_PATH}/new`

export function contactPath(id: string): string {
  return `${CONTACTS_PATH}/${id}`
}
