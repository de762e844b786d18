import { describe, expect, it } from 'vitest'
import { presets } from '../../src/scenarios'
import { storyOf } from './story'

/**
 * Every preset as a golden file. A change of behaviour shows as a diff that a person can read; accept it with
 * `npx vitest run conformance/stories -u` after reading it.
 */
describe('the stories', () => {
  for (const preset of presets) {
    it(`${preset.id} goes as it went`, async () => {
      await expect(storyOf(preset)).toMatchFileSnapshot(`./${preset.id}.story.txt`)
    })
  }

  it('run a second time they are the same', () => {
    const [first] = presets
    expect(storyOf(first!)).toBe(storyOf(first!))
  })
})
