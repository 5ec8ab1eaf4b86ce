import type { Actions, State } from '../state'

/** What every part of the window is drawn from. */
export interface ViewProps {
  state: State
  actions: Actions
}
