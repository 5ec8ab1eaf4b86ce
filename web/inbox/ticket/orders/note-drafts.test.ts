import { expect, test } from 'vitest'
import { NoteDrafts } from './note-drafts'

test('a note belongs to one order in one ticket, and folded it keeps its text', () => {
  const drafts = new NoteDrafts()
  drafts.change('t1/a/1', { open: true })
  drafts.change('t1/a/1', { text: 'Prezent' })
  drafts.change('t1/a/1', { open: false })
  expect(drafts.of('t1/a/1')).toEqual({ text: 'Prezent', open: false })
  for (const other of ['t2/a/1', 't1/a/2', 't1/b/1']) expect(drafts.of(other)).toEqual({ text: '', open: false })
})

test('what was sent or given up is forgotten', () => {
  const drafts = new NoteDrafts()
  drafts.change('t1/a/1', { text: 'Prezent', open: true })
  drafts.end('t1/a/1')
  expect(drafts.of('t1/a/1')).toEqual({ text: '', open: false })
})

test('what wasn’t taken is back, before what was typed since', () => {
  const drafts = new NoteDrafts()
  drafts.giveBack('t1/a/1', 'Prezent')
  expect(drafts.of('t1/a/1')).toEqual({ text: 'Prezent', open: true })
  drafts.change('t1/a/1', { open: false })
  drafts.giveBack('t1/a/1', 'Pilne')
  expect(drafts.of('t1/a/1')).toEqual({ text: 'Pilne\nPrezent', open: true })
})

test('whoever shows a note is told of every change until they go', () => {
  const drafts = new NoteDrafts()
  let told = 0
  const stop = drafts.subscribe(() => told++)
  drafts.change('t1/a/1', { text: 'P' })
  drafts.giveBack('t1/a/1', 'Q')
  drafts.end('t1/a/1')
  expect(told).toBe(3)
  stop()
  drafts.change('t1/a/1', { text: 'P' })
  expect(told).toBe(3)
})
