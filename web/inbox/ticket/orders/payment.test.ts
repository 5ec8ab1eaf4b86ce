import { expect, test } from 'vitest'
import { paymentOf } from './payment'

test.each([
  [{ total: 100, paid: 100 }, 'paid'],
  [{ total: 100, paid: 120 }, 'overpaid'],
  [{ total: 100, paid: 40 }, 'partly'],
  [{ total: 100, paid: 40, cashOnDelivery: true }, 'partly'],
  [{ total: 100, paid: 0, cashOnDelivery: true }, 'onDelivery'],
  [{ total: 100, paid: 100, cashOnDelivery: true }, 'paid'],
  [{ total: 100, paid: 0 }, 'unpaid'],
  [{ total: 0, paid: 0 }, 'paid'],
] as const)('%o is %s', (order, payment) => expect(paymentOf(order)).toBe(payment))
