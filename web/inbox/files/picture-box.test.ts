import { expect, test } from 'vitest'
import { pictureBox } from './picture-box'

test.each([
  ['a photo', { width: 4000, height: 3000 }, { width: 320, height: 240 }],
  ['a phone’s screen', { width: 1080, height: 2340 }, { width: 120, height: 260 }],
  ['a small picture', { width: 100, height: 80 }, { width: 100, height: 80 }],
  ['an icon', { width: 16, height: 16 }, { width: 48, height: 48 }],
  ['a line', { width: 10_000, height: 4 }, { width: 320, height: 48 }],
  ['one whose size nobody knows', {}, { width: 320, height: 260 }],
])('%s', (_, picture, box) => {
  expect(pictureBox(picture)).toEqual(box)
})
