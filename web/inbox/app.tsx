import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { Route, Router, Switch } from 'wouter'
import { queries } from './api/queries'
import { Channels } from './channels/channels-route'
import { Contacts } from './contacts/contacts-route'
import { Invitation } from './invitation/invitation-route'
import { PROFILE_PATH } from './profile/addresses'
import { Profile } from './profile/profile-route'
import { Rules } from './rules/rules-route'
import { Start } from './saved/start'
import { Gate } from './session/gate'
import { Settings } from './settings/settings-route'
import { aroundNav } from './shell/leaving'
import { NotFound } from './shell/not-found'
import { Shell } from './shell/shell'
import { Toasts } from './shell/toasts'
import { ListPage } from './tickets/list-page'
import { isView } from './tickets/view'
import { TicketPage } from './ticket/ticket-page'
import { colorSchemeManager, theme } from './theme'

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager}>
      <QueryClientProvider client={queries}>
        <Router base="/inbox" aroundNav={aroundNav}>
          <Toasts />
          <Switch>
            <Route path="/invitation">
              <Invitation />
            </Route>
            <Route>
              <Gate>
                <Shell>
                  <Pages />
                </Shell>
              </Gate>
            </Route>
          </Switch>
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  )
}

function Pages() {
  return (
    <Switch>
      <Route path="/tickets/:id">{({ id }) => <TicketPage key={id} id={id} />}</Route>
      <Route path="/channels/*?">
        <Channels />
      </Route>
      <Route path="/contacts/*?">
        <Contacts />
      </Route>
      <Route path="/rules/*?">
        <Rules />
      </Route>
      <Route path="/settings/*?">
        <Settings />
      </Route>
      <Route path={PROFILE_PATH}>
        <Profile />
      </Route>
      <Route path="/">
        <Start />
      </Route>
      <Route path="/:view">{({ view }) => (isView(view) ? <ListPage key={view} /> : <NotFound />)}</Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  )
}
