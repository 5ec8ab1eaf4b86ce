import { Redirect, Route, Switch } from 'wouter'
import { NotFound } from '../shell/not-found'
import { MAIL_PATH, SETTINGS_PATH } from './addresses'
import { MailPage } from './mail-page'

export default function Pages() {
  return (
    <Switch>
      <Route path={SETTINGS_PATH}>
        <Redirect to={MAIL_PATH} replace />
      </Route>
      <Route path={MAIL_PATH}>
        <MailPage />
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  )
}
