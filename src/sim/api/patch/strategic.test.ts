import { describe, expect, it } from 'vitest'
import type { Json } from './json'
import { PatchError } from './json'
import { strategicPatch } from './strategic'

const pod = { spec: { containers: [{ name: 'a', image: 'x' }, { name: 'b' }] } }
const patched = (spec: Json) => {
  try {
    return strategicPatch(pod, { spec }, { form: 'struct', of: 'Pod' })
  } catch (error) {
    if (error instanceof PatchError) return `${error.code} ${error.message}`
    throw error
  }
}

describe('directives of a strategic merge patch', () => {
  it.each([
    ['of a map that is none', { $patch: 'nope' }, '500 unknown patch type: nope in map: map[$patch:nope]'],
    [
      'of an item that merges',
      { containers: [{ name: 'a', $patch: 'merge' }] },
      '500 merging lists cannot yet be specified in the patch'
    ],
    [
      'of an item that is none',
      { containers: [{ name: 'a', $patch: 'x' }] },
      '500 unknown patch type: x in map: map[$patch:x name:a]'
    ],
    [
      'of an order that leaves out what the patch has',
      { '$setElementOrder/containers': [{ name: 'b' }], containers: [{ name: 'a', image: 'y' }] },
      "500 The order in patch list:\n[map[image:y name:a]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n"
    ]
  ])('%s is refused', (_, spec, text) => {
    expect(patched(spec)).toBe(text)
  })

  it('name an order in which not all is changed, and what is taken away', () => {
    expect(
      patched({
        '$setElementOrder/containers': [{ name: 'b' }, { name: 'c' }],
        containers: [{ name: 'c' }, { name: 'a', $patch: 'delete' }]
      })
    ).toEqual({ spec: { containers: [{ name: 'b' }, { name: 'c' }] } })
  })
})
