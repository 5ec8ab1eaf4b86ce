import { describe, expect, it } from 'vitest'
import type { Entry } from '../shared/contract'
import { timeline } from './timeline'

const message = (seq: number, author: string, at: Date): Entry => ({
  seq,
  id: `m${seq}`,
  kind: 'message',
  author: { kind: author ? 'agent' : 'customer', name: author },
  body: `text ${seq}`,
  createdAt: at.toISOString(),
})
const at = (day: number, hour: number, minute = 0) => new Date(2026, 2, day, hour, minute)
const outline = (...args: Parameters<typeof timeline>) =>
  timeline(...args).map((line) => (line.kind === 'group' ? `${line.mine ? 'me' : line.author}: ${line.bubbles.map((b) => b.id).join(' ')}` : line.kind))

describe('timeline', () => {
  it('puts messages of one person within five minutes together', () => {
    expect(outline([message(1, '', at(2, 9)), message(2, '', at(2, 9, 4)), message(3, '', at(2, 9, 30))], [], null, 0)).toEqual(['day', 'me: m1 m2', 'me: m3'])
  })
  it('begins a group with every author and every day', () => {
    expect(outline([message(1, '', at(2, 23, 59)), message(2, '', at(3, 0, 1)), message(3, 'Ewa', at(3, 0, 2))], [], null, 0)).toEqual(['day', 'me: m1', 'day', 'me: m2', 'Ewa: m3'])
  })
  it('keeps automatic messages, which name nobody, apart from people and from the customer', () => {
    const automatic = { ...message(2, '', at(2, 9, 1)), author: { kind: 'system' as const, name: '' } }
    expect(outline([message(1, '', at(2, 9)), automatic, message(3, 'Ewa', at(2, 9, 2))], [], null, 2)).toEqual(['day', 'me: m1', 'new', ': m2', 'Ewa: m3'])
  })
  it('draws a line above what is new', () => {
    expect(outline([message(1, '', at(2, 9)), message(2, 'Ewa', at(2, 9, 1)), message(3, 'Ewa', at(2, 9, 2))], [], null, 3)).toEqual(['day', 'me: m1', 'Ewa: m2', 'new', 'Ewa: m3'])
  })
  it('shows files with their message, written or on its way', () => {
    const attachments = [{ id: 'f', name: 'a.pdf', type: 'application/pdf' as const, size: 1, preview: false }]
    const lines = timeline([{ ...message(1, 'Ewa', at(2, 9)), body: undefined, attachments }], [{ id: 'o1', body: '', attachments, at: at(2, 9, 1).getTime() }], null, 0)
    expect(lines.flatMap((line) => (line.kind === 'group' ? line.bubbles : []))).toMatchObject([
      { id: 'm1', body: '', attachments },
      { id: 'o1', body: '', attachments },
    ])
  })
  it('ends with what is still on its way', () => {
    expect(outline([message(1, '', at(2, 9))], [{ id: 'o1', body: '', at: at(2, 9, 1).getTime() }], null, 0)).toEqual(['day', 'me: m1 o1'])
  })
})
