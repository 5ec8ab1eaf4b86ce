import { expect, it } from 'vitest'
import { token, uuid } from './random'

it('makes version 4 UUIDs', () => {
  for (let i = 0; i < 100; i++) expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
it('makes tokens of 43 base64url characters', () => {
  for (let i = 0; i < 100; i++) expect(token()).toMatch(/^[\w-]{43}$/)
})
