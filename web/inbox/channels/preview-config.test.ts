import { expect, test } from 'vitest'
import { draftOf } from './fixture'
import { previewConfig } from './preview-config'

test('the widget gets what the server would serve', () => {
  expect(previewConfig(draftOf(), 'form', '2026-11-23T08:00:00Z')).toEqual({
    key: 'preview',
    version: 0,
    name: 'Sklep główny',
    form: true,
    welcome: 'Dzień dobry!',
    look: { primary: '#1f6f5c', secondary: '#ffffff', side: 'right', offset: 25 },
    open: true,
    afterHours: 'message',
    afterHoursText: 'Odpiszemy rano.',
  })
})

test('after hours it says when the chat opens', () => {
  expect(previewConfig(draftOf(), 'closed', '2026-11-23T08:00:00Z')).toMatchObject({ open: false, changesAt: '2026-11-23T08:00:00Z' })
  expect(previewConfig(draftOf(), 'closed')).not.toHaveProperty('changesAt')
})

test('a chat that hides has no text to show', () => {
  expect(previewConfig(draftOf({ afterHours: 'hide' }), 'closed')).not.toHaveProperty('afterHoursText')
})
