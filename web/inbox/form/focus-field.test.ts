import { expect, test } from 'vitest'
import { fieldAndParents } from './focus-field'

test('a field is looked for from the exact one outwards', () => {
  expect(fieldAndParents('targeting.paths.2')).toEqual(['targeting.paths.2', 'targeting.paths', 'targeting'])
})
