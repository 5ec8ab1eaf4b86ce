import { Route, Switch } from 'wouter'
import { NotFound } from '../shell/not-found'
import { CHANNELS_PATH, channelPath, NEW_CHANNEL_PATH } from './addresses'
import { ChannelPage, NewChannelPage } from './editor-page'
import { ListPage } from './list-page'

export default function Pages() {
  return (
    <Switch>
      <Route path={CHANNELS_PATH}>
        <ListPage />
      </Route>
      <Route path={NEW_CHANNEL_PATH}>
        <NewChannelPage />
      </Route>
      <Route path={channelPath(':id')}>{({ id }: { id?: string }) => <ChannelPage key={id} id={id ?? ''} />}</Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  )
}
