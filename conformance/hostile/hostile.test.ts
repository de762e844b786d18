import { expect, test } from 'vitest'
import { sendHostile } from './play'

// `npm run conformance -- hostile` sends 10,000.
test('requests of strangers are answered, whatever is wrong with them: no panic, no rule broken, none takes long', () => {
  expect(sendHostile(1_500, Date.now() & 0x7fffffff)).toBeUndefined()
})
