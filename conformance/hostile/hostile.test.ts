import { expect, test } from 'vitest'
import { sendHostile } from './play'

// `npm run conformance -- hostile` sends 10,000, of any seed, and measures how long each takes.
test('requests of strangers are answered, whatever is wrong with them: no panic, no rule broken', () => {
  expect(sendHostile(1_500, 20261129)).toBeUndefined()
})
