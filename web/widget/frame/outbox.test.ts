import { describe, expect, it } from 'vitest'
import { emptyJournal, type Journal } from './journal'
import { next, type Outgoing, placeAfter, reconcile } from './outbox'

const item = (id: string, at: number, refused?: Outgoing['refused']): Outgoing => ({ id, body: id, at, refused })
const written = (...ids: string[]): Journal => ({
  through: ids.length,
  entries: ids.map((id, i) => ({ id, seq: i + 1, kind: 'message', author: { kind: 'customer', name: '' }, createdAt: '' })),
})

describe('the outbox', () => {
  it('sends the oldest first', () => {
    expect(next([item('b', 2), item('a', 1)])?.id).toBe('a')
  })
  it('steps over what was refused', () => {
    expect(next([item('a', 1, 'invalid'), item('b', 2)])?.id).toBe('b')
    expect(next([item('a', 1, 'closed')])).toBeUndefined()
  })
  it('keeps the order when the clock is set back', () => {
    expect(placeAfter([item('a', 5000)], 100)).toBe(5001)
    expect(placeAfter([item('a', 5000)], 9000)).toBe(9000)
  })
})

describe('reconcile', () => {
  it('shows what is stored, in order', () => {
    expect(reconcile([], [item('b', 2), item('a', 1)], emptyJournal).map((i) => i.id)).toEqual(['a', 'b'])
  })
  it('keeps an acknowledged message on screen until the journal has it', () => {
    const shown = reconcile([item('a', 1)], [], emptyJournal)
    expect(shown).toEqual([{ ...item('a', 1), sent: true }])
    expect(reconcile(shown, [], written('a'))).toEqual([])
  })
  it('does not show a stored message twice when the journal already has it', () => {
    expect(reconcile([], [item('a', 1)], written('a'))).toEqual([])
  })
  it('drops a refused message that was discarded', () => {
    expect(reconcile([item('a', 1, 'closed')], [], emptyJournal)).toEqual([])
  })
})
