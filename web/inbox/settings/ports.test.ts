import { expect, test } from 'vitest'
import { portFor } from './ports'

test('another security brings its usual port', () => {
  expect(portFor('starttls', 465, 'tls')).toBe(587)
  expect(portFor('none', 587, 'starttls')).toBe(25)
  expect(portFor('tls', undefined, 'none')).toBe(465)
})

test('a port that was chosen stays', () => {
  expect(portFor('starttls', 2525, 'tls')).toBe(2525)
  expect(portFor('none', 465, 'starttls')).toBe(465)
})
