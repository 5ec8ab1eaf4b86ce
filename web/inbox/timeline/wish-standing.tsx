import { useQuery } from '@tanstack/react-query'
import { ordersQuery } from '../ticket/orders-query'
import classes from './timeline.module.css'
import { useWaitText } from './wish-wait'

/** How a wish that waits stands now: the orders know, which the ticket's page keeps fresh as long as one waits. */
export function WishStanding({ ticket, wish }: { ticket: string; wish: string }) {
  const waitText = useWaitText()
  const { data } = useQuery({ ...ordersQuery(ticket), enabled: false })
  const waiting = data?.orders.flatMap(({ wishes = [] }) => wishes).find(({ id, state }) => id === wish && state === 'waiting')
  return waiting ? <span className={classes.waits}> · {waitText(waiting)}</span> : null
}
