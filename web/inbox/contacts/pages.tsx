import { Route, Switch } from 'wouter'
import { may, useMe } from '../session/me'
import { NotFound } from '../shell/not-found'
import { CONTACTS_PATH, contactPath, NEW_CONTACT_PATH } from './addresses'
import { ContactPage, NewContactPage } from './contact-page'
import { ListPage } from './list-page'
import { useLiveContacts } from './live-contacts'

export default function Pages() {
  useLiveContacts()
  const writes = may(useMe(), 'ticket.write')
  return (
    <Switch>
      <Route path={CONTACTS_PATH}>
        <ListPage />
      </Route>
      {writes && (
        <Route path={NEW_CONTACT_PATH}>
          <NewContactPage />
        </Route>
      )}
      <Route path={contactPath(':id')}>{({ id }: { id?: string }) => <ContactPage key={id} id={id ?? ''} />}</Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  )
}
