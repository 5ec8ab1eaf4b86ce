import { describe, expect, it } from 'vitest'
import { contrast, readableOn, textOn } from './colour'

describe('colours', () => {
  it('knows the extremes', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#777777', '#777777')).toBe(1)
  })
  it('keeps the shop\'s text colour where it can be read', () => {
    expect(textOn('#1f3d2b', '#f7f1e3')).toBe('#f7f1e3')
  })
  it('replaces one that cannot', () => {
    expect(textOn('#ffd400', '#ffffff')).toBe('#000000')
    expect(textOn('#222222', '#333333')).toBe('#ffffff')
  })
  it('always finds a readable shade of any colour', () => {
    for (const surface of ['#ffffff', '#1b1c1f'])
      for (const colour of ['#ffd400', '#111111', '#7f7f7f', '#ff6600', '#0000ff', '#ffffff'])
        expect(contrast(readableOn(surface, colour), surface)).toBeGreaterThanOrEqual(4.5)
  })
})
