import type { components } from '../../api/schema'

type Schemas = components['schemas']

export type Me = Schemas['Me']
export type Locale = Schemas['Locale']
export type View = Schemas['View']
export type TicketCounts = Schemas['TicketCounts']
export type TicketState = Schemas['TicketState']
export type TicketSummary = Schemas['TicketSummary']
export type TicketPage = Schemas['TicketPage']
export type Ticket = Schemas['Ticket']
/** A ticket of which a list knows the summary; the rest comes with opening it. */
export type KnownTicket = Pick<Ticket, 'summary'> & Partial<Omit<Ticket, 'summary'>>
export type OpenedTicket = Schemas['OpenedTicket']
export type Outcome = OpenedTicket['outcome']
export type Entry = Schemas['Entry']
export type EntryPage = Schemas['EntryPage']
export type EntryKind = Schemas['EntryKind']
export type AgentEntry = Schemas['AgentEntry']
export type Author = Schemas['Author']
export type Operation = Schemas['Operation']
export type Fault = Schemas['Error']
