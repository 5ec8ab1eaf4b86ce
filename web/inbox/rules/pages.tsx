import { Route, Switch } from 'wouter'
import { NotFound } from '../shell/not-found'
import { NEW_RULE_PATH, ruleLogPath, rulePath, RULES_PATH } from './addresses'
import { NewRulePage, RulePage } from './rule-page'
import { ListPage } from './list-page'
import { LogPage } from './log-page'

export default function Pages() {
  return (
    <Switch>
      <Route path={RULES_PATH}>
        <ListPage />
      </Route>
      <Route path={NEW_RULE_PATH}>
        <NewRulePage />
      </Route>
      <Route path={ruleLogPath(':id')}>{({ id }: { id?: string }) => <LogPage key={id} id={id ?? ''} />}</Route>
      <Route path={rulePath(':id')}>{({ id }: { id?: string }) => <RulePage key={id} id={id ?? ''} />}</Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  )
}
