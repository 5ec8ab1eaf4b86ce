import { describe, expect, it } from 'vitest'
import { frame as texts } from '../lang/pl'
import { errorsOf } from './form'

const good = { name: 'Jan', email: 'jan@example.com', subject: 'Kubek', body: 'Dzień dobry', text: '', files: [] }

describe('errorsOf', () => {
  it('finds nothing in a filled form', () => {
    expect(errorsOf(good, texts)).toEqual({})
  })
  it('asks for every field, spaces being nothing', () => {
    expect(Object.keys(errorsOf({ ...good, name: ' ', email: '', subject: '\t', body: '\n' }, texts))).toEqual(['name', 'email', 'subject', 'body'])
  })
  it.each(['jan', 'jan@', 'jan@example', 'jan @example.com', 'jan@example.'])('refuses the address %s', (email) => {
    expect(errorsOf({ ...good, email }, texts)).toEqual({ email: texts.emailWrong })
  })
  it('counts characters, not their halves', () => {
    expect(errorsOf({ ...good, name: '🏺'.repeat(120) }, texts)).toEqual({})
    expect(errorsOf({ ...good, name: '🏺'.repeat(121) }, texts)).toEqual({ name: texts.tooLong })
  })
})
