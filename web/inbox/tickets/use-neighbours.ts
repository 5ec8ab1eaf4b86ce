import { ticketPath } from './view'
import { useTicketList } from './lists'
import { neighbours } from './neighbours'
import { rememberedOrder } from './order'
import { useListing } from './use-listing'

/** The paths of the previous and the next ticket of the list the agent came from. */
export function useNeighbours(id: string): { previous: string | undefined; next: string | undefined } {
  const { listing, saved } = useListing()
  const rows = useTicketList(listing).rows
  const { previous, next } = neighbours(rememberedOrder(listing), rows.map((row) => row.id), id)
  const path = (ticket: string | undefined) => ticket && ticketPath(ticket, listing, saved)
  return { previous: path(previous), next: path(next) }
}
