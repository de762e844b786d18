import { describe, expect, it } from 'vitest'
import { refusalsOf } from './policy'

const none = { mandatory: [], skippable: [] }

describe('how far versions may be apart', () => {
  it('lets a cluster go to the next minor release and to a patch', () => {
    expect(refusalsOf('v1.36.3', 'v1.35.4', 'v1.36.3', ['v1.35.4'])).toEqual(none)
    expect(refusalsOf('v1.36.3', 'v1.36.2', 'v1.36.3', ['v1.36.2'])).toEqual(none)
  })

  it('skips no minor release, whatever is forced', () => {
    const { mandatory } = refusalsOf('v1.36.3', 'v1.34.8', 'v1.36.3', [])
    expect(mandatory).toEqual([
      'Specified version to upgrade to "v1.36.3" is too high; kubeadm can upgrade only 1 minor version at a time'
    ])
  })

  it('wants a kubeadm that is as new: of a minor release by all means, of a patch unless forced', () => {
    expect(refusalsOf('v1.36.3', 'v1.35.4', 'v1.35.4', []).mandatory).toHaveLength(1)
    expect(refusalsOf('v1.36.3', 'v1.36.1', 'v1.36.2', [])).toMatchObject({
      mandatory: [],
      skippable: [expect.any(String)]
    })
  })

  it('wants no kubelet more than three minor releases behind', () => {
    expect(refusalsOf('v1.36.3', 'v1.35.4', 'v1.36.3', ['v1.33.1'])).toEqual(none)
    expect(refusalsOf('v1.36.3', 'v1.35.4', 'v1.36.3', ['v1.32.8', 'v1.35.4']).skippable).toEqual([
      'There are kubelets in this cluster that are too old that have these versions [v1.32.8]'
    ])
  })
})
