import { describe, expect, it } from 'vitest'
import * as en from '../lang/en'
import * as pl from '../lang/pl'
import { dayName, moment } from './time'

const now = new Date(2026, 2, 5, 18, 30) // a Thursday
const at = (day: number, hour = 9, minute = 0) => new Date(2026, 2, day, hour, minute)

describe('moment', () => {
  it.each([
    [at(5, 20), 'dziś o 20:00', 'today at 20:00'],
    [at(6), 'jutro o 9:00', 'tomorrow at 9:00'],
    [at(9), 'w poniedziałek o 9:00', 'on Monday at 9:00'],
    [at(10, 8, 5), 'we wtorek o 8:05', 'on Tuesday at 8:05'],
    [at(12), '12 marca o 9:00', 'on 12 March at 9:00'],
  ])('%s', (date, polish, english) => {
    expect(moment(date, now, 'pl', pl.frame)).toBe(polish)
    expect(moment(date, now, 'en', en.frame)).toBe(english)
  })
})

describe('dayName', () => {
  it('names near days and dates the others', () => {
    expect(dayName(at(5), now, 'pl', pl.frame)).toBe('dziś')
    expect(dayName(at(4, 23, 59), now, 'pl', pl.frame)).toBe('wczoraj')
    expect(dayName(at(1), now, 'pl', pl.frame)).toBe('1 marca')
  })
})
