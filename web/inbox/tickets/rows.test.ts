import { describe, expect, test } from 'vitest'
import type { TicketPage, TicketSort, TicketSummary } from '../api/types'
import { ticketNumber } from './fixture'
import { type Listing, wholeView } from './listing'
import { applyTicket, arrange, removeTicket, rowsOf } from './rows'
import { byLastMessage, orderOf } from './sorting'

const at = (minute: number) => ticketNumber(minute).lastMessage
const numbers = (pages: TicketPage[]) => rowsOf(pages, byLastMessage).map((ticket) => ticket.number)
const pages: TicketPage[] = [{ tickets: [ticketNumber(9), ticketNumber(8)], next: 'p2' }, { tickets: [ticketNumber(5)], next: 'p3' }]

describe('a ticket that changed', () => {
  test('with a new message goes to the top', () => {
    expect(numbers(applyTicket(pages, ticketNumber(5, { lastMessage: at(20) }), wholeView('all'), 'jan'))).toEqual([5, 9, 8])
  })
  test('that is new is added', () => {
    expect(numbers(applyTicket(pages, ticketNumber(7), wholeView('all'), 'jan'))).toEqual([9, 8, 7, 5])
  })
  test('older than what is loaded waits for its page', () => {
    expect(numbers(applyTicket(pages, ticketNumber(3), wholeView('all'), 'jan'))).toEqual([9, 8, 5])
    const whole = [{ tickets: [ticketNumber(9)] }]
    expect(numbers(applyTicket(whole, ticketNumber(3), wholeView('all'), 'jan'))).toEqual([9, 3])
  })
  test('that no longer belongs goes', () => {
    expect(numbers(applyTicket(pages, ticketNumber(8, { state: 'closed' }), wholeView('unassigned'), 'jan'))).toEqual([9, 5])
    expect(numbers(removeTicket(pages, 't9'))).toEqual([8, 5])
  })
  test('is added to an empty view', () => {
    expect(numbers(applyTicket([{ tickets: [] }], ticketNumber(1), wholeView('all'), 'jan'))).toEqual([1])
  })
})

test('a ticket on two pages is one row', () => {
  expect(numbers([...pages, { tickets: [ticketNumber(5), ticketNumber(4)] }])).toEqual([9, 8, 5, 4])
})

describe('while the order is held', () => {
  const held = [ticketNumber(9), ticketNumber(8), ticketNumber(5)]
  const drawn = (rows: TicketSummary[]) => {
    const { rows: drawn, arrived } = arrange(rows, held, byLastMessage)
    return { rows: drawn.map((row) => `${row.ticket.number}${row.left ? '-' : ''}`), arrived }
  }

  test('a row keeps its place and shows its news', () => {
    const news = ticketNumber(5, { lastMessage: at(20) })
    expect(drawn([news, ticketNumber(9), ticketNumber(8)])).toEqual({ rows: ['9', '8', '5'], arrived: 0 })
    expect(arrange([news], held, byLastMessage).rows[2]!.ticket).toBe(news)
  })
  test('newcomers wait and are counted', () => {
    expect(drawn([ticketNumber(12), ticketNumber(11), ...held])).toEqual({ rows: ['9', '8', '5'], arrived: 2 })
  })
  test('what left stays, greyed', () => {
    expect(drawn([ticketNumber(9), ticketNumber(5)])).toEqual({ rows: ['9', '8-', '5'], arrived: 0 })
  })
  test('older rows that scrolling brought go to the end', () => {
    expect(drawn([...held, ticketNumber(4)])).toEqual({ rows: ['9', '8', '5', '4'], arrived: 0 })
  })
})

describe('in another order', () => {
  const listing = (sort: TicketSort, text?: string): Listing => ({ view: 'all', sort, filter: text === undefined ? {} : { text } })
  const order = (sort: TicketSort, ...tickets: TicketSummary[]) => rowsOf([{ tickets }], orderOf(listing(sort))).map((ticket) => ticket.number)
  const due = (minute: number) => ({ answerDueAt: new Date(Date.UTC(2026, 10, 23, 12, minute)).toISOString() })

  test('the tickets stand as on the server', () => {
    expect(order('oldest', ticketNumber(9), ticketNumber(5))).toEqual([5, 9])
    expect(order('created', ticketNumber(5, { lastMessage: at(20) }), ticketNumber(9))).toEqual([9, 5])
    expect(order('waiting', ticketNumber(7), ticketNumber(8), ticketNumber(1, due(5)), ticketNumber(2, due(3)))).toEqual([2, 1, 8, 7])
    expect(order('priority', ticketNumber(9), ticketNumber(1, { priority: 'urgent' }), ticketNumber(8, { priority: 'low' }), ticketNumber(5))).toEqual([1, 9, 5, 8])
  })
  test('one that moved behind what is loaded is left for its own page', () => {
    const some = [{ tickets: [ticketNumber(1), ticketNumber(2), ticketNumber(3)], next: 'p2' }]
    const moved = ticketNumber(1, { lastMessage: at(20) })
    const rows = (pages: TicketPage[]) => rowsOf(pages, orderOf(listing('oldest'))).map((ticket) => ticket.number)
    expect(rows(applyTicket(some, moved, listing('oldest'), 'jan'))).toEqual([2, 3])
    expect(rows(applyTicket([{ tickets: some[0]!.tickets }], moved, listing('oldest'), 'jan'))).toEqual([2, 3, 1])
    expect(rows(applyTicket(some, ticketNumber(3, { priority: 'high' }), listing('oldest'), 'jan'))).toEqual([1, 2, 3])
  })
  test('what is searched for keeps its place, and newcomers wait for the server', () => {
    const found = [{ tickets: [ticketNumber(3), ticketNumber(9)] }]
    const searched = listing('recent', 'buty')
    const rows = (pages: TicketPage[]) => rowsOf(pages, orderOf(searched)).map((ticket) => ticket.number)
    expect(rows(applyTicket(found, ticketNumber(9, { lastMessage: at(30) }), searched, 'jan'))).toEqual([3, 9])
    expect(rows(applyTicket(found, ticketNumber(10), searched, 'jan'))).toEqual([3, 9])
  })
  test('and is held the same: what follows the held rows comes from scrolling, what stands among them is new', () => {
    const held = [ticketNumber(3), ticketNumber(9)]
    const { rows, arrived } = arrange([ticketNumber(3), ticketNumber(7), ticketNumber(9), ticketNumber(8)], held, undefined)
    expect({ rows: rows.map((row) => row.ticket.number), arrived }).toEqual({ rows: [3, 9, 8], arrived: 1 })
    const waiting = arrange([ticketNumber(2, due(3)), ticketNumber(1, due(5))], [ticketNumber(1, due(5))], orderOf(listing('waiting')))
    expect({ rows: waiting.rows.map((row) => row.ticket.number), arrived: waiting.arrived }).toEqual({ rows: [1], arrived: 1 })
  })
})
