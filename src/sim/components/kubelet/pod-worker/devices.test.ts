import { describe, expect, it } from 'vitest'
import { seconds } from '../../../../base/time'
import type { KubeObject } from '../../../api/types'
import type { SimEvent } from '../../../kernel/types'
import { afterBoot, events, facts, shell, startNode } from '../testing/node'

/** A pod that uses the claim `gpu`, which holds a device of a driver, or nothing. */
function run(driver: string | null, isReserved = true) {
  const node = startNode({ release: '1.36' })
  node.run(afterBoot)
  const from = node.world.now
  const uid = node.pod({
    name: 'p',
    ...shell('sleep 3600'),
    resourceClaims: [{ name: 'gpu', resourceClaimName: 'gpu' }]
  })
  const claim: KubeObject = {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { name: 'gpu', namespace: 'default' },
    status: {
      allocation: { devices: { results: driver === null ? [] : [{ request: 'r', driver, pool: 'p', device: 'd' }] } },
      ...(isReserved && { reservedFor: [{ resource: 'pods', name: 'p', uid }] })
    }
  }
  node.inject('master-1/kube-apiserver', {
    type: 'edit',
    edit: { resource: 'resourceclaims', object: claim }
  } as SimEvent)
  node.run(seconds(150))
  return {
    said: events(node).filter((each) => /dynamic|^x2/.test(each)),
    started: facts(node, 'container-started', from).length
  }
}

describe('a pod with claims of devices', () => {
  it('gets no sandbox while the driver of a device is not registered, and is looked at again', () => {
    const { said, started } = run('gpu.example.com')
    const text = 'prepare dynamic resources: DRA driver gpu.example.com is not registered'
    expect(said[0]).toBe(`Warning FailedPrepareDynamicResources: Failed to prepare dynamic resources: ${text}`)
    expect(said[1]).toMatch(/^x2 /)
    expect(started).toBe(0)
  })

  it('that is not reserved for it does not run either', () => {
    expect(run('gpu.example.com', false).said[0]).toContain('is not allowed to use ResourceClaim gpu')
  })

  it('starts where nothing has to be prepared', () => {
    const { said, started } = run(null)
    expect(said).toEqual([])
    expect(started).toBe(1)
  })
})
