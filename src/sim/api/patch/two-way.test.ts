import { describe, expect, it } from 'vitest'
import { twoWayPatch } from './two-way'

const createPatch = (original: Record<string, unknown>, modified: Record<string, unknown>) =>
  twoWayPatch(original, modified, { form: 'struct', of: 'PodStatus' })

describe('a strategic merge patch', () => {
  it('names the order of a merged list and only what has changed in it', () => {
    const before = {
      phase: 'Pending',
      conditions: [
        { type: 'Initialized', status: 'True' },
        { type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'containers with unready status: [a]' }
      ]
    }
    const after = {
      phase: 'Pending',
      conditions: [
        { type: 'Initialized', status: 'True' },
        { type: 'Ready', status: 'True' }
      ]
    }
    expect(createPatch(before, after)).toEqual({
      '$setElementOrder/conditions': [{ type: 'Initialized' }, { type: 'Ready' }],
      conditions: [{ message: null, reason: null, status: 'True', type: 'Ready' }]
    })
  })

  it('gives a list that was not there as it is', () => {
    expect(createPatch({}, { conditions: [{ type: 'Ready', status: 'True' }] })).toEqual({
      conditions: [{ status: 'True', type: 'Ready' }]
    })
  })

  it('replaces lists without a merge key, removes elements by their key, and keys by null', () => {
    const before = { containerStatuses: [{ name: 'a', ready: false }], podIPs: [{ ip: '10.0.0.1' }], message: 'x' }
    const after = { containerStatuses: [{ name: 'a', ready: true }], podIPs: [{ ip: '10.0.0.2' }] }
    expect(createPatch(before, after)).toEqual({
      containerStatuses: [{ name: 'a', ready: true }],
      message: null,
      '$setElementOrder/podIPs': [{ ip: '10.0.0.2' }],
      podIPs: [{ ip: '10.0.0.2' }, { $patch: 'delete', ip: '10.0.0.1' }]
    })
  })

  it('is null when nothing differs', () => {
    expect(createPatch({ a: [{ b: 1 }] }, { a: [{ b: 1 }] })).toBeNull()
  })

  it('writes its keys in order, as Go does', () => {
    expect(JSON.stringify(createPatch({}, { z: { b: 1, a: 2 }, a: 1 }))).toBe('{"a":1,"z":{"a":2,"b":1}}')
  })
})
