import { describe, expect, test } from 'vitest'
import type { TicketPage, TicketSummary } from '../api/types'
import { ticketNumber } from './fixture'
import { applyTicket, arrange, removeTicket, rowsOf } from './rows'

const at = (minute: number) => ticketNumber(minute).lastMessage
const numbers = (pages: TicketPage[]) => rowsOf(pages).map((ticket) => ticket.number)
const pages: TicketPage[] = [{ tickets: [ticketNumber(9), ticketNumber(8)], next: 'p2' }, { tickets: [ticketNumber(5)], next: 'p3' }]

describe('a ticket that changed', () => {
  test('with a new message goes to the top', () => {
    expect(numbers(applyTicket(pages, ticketNumber(5, { lastMessage: at(20) }), 'all', 'jan'))).toEqual([5, 9, 8])
  })
  test('that is new is added', () => {
    expect(numbers(applyTicket(pages, ticketNumber(7), 'all', 'jan'))).toEqual([9, 8, 7, 5])
  })
  test('older than what is loaded waits for its page', () => {
    expect(numbers(applyTicket(pages, ticketNumber(3), 'all', 'jan'))).toEqual([9, 8, 5])
    const whole = [{ tickets: [ticketNumber(9)] }]
    expect(numbers(applyTicket(whole, ticketNumber(3), 'all', 'jan'))).toEqual([9, 3])
  })
  test('that no longer belongs goes', () => {
    expect(numbers(applyTicket(pages, ticketNumber(8, { state: 'closed' }), 'unassigned', 'jan'))).toEqual([9, 5])
    expect(numbers(removeTicket(pages, 't9'))).toEqual([8, 5])
  })
  test('is added to an empty view', () => {
    expect(numbers(applyTicket([{ tickets: [] }], ticketNumber(1), 'all', 'jan'))).toEqual([1])
  })
})

test('a ticket on two pages is one row', () => {
  expect(numbers([...pages, { tickets: [ticketNumber(5), ticketNumber(4)] }])).toEqual([9, 8, 5, 4])
})

describe('while the order is held', () => {
  const held = [ticketNumber(9), ticketNumber(8), ticketNumber(5)]
  const drawn = (rows: TicketSummary[]) => {
    const { rows: drawn, arrived } = arrange(rows, held)
    return { rows: drawn.map((row) => `${row.ticket.number}${row.left ? '-' : ''}`), arrived }
  }

  test('a row keeps its place and shows its news', () => {
    const news = ticketNumber(5, { lastMessage: at(20) })
    expect(drawn([news, ticketNumber(9), ticketNumber(8)])).toEqual({ rows: ['9', '8', '5'], arrived: 0 })
    expect(arrange([news], held).rows[2]!.ticket).toBe(news)
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
