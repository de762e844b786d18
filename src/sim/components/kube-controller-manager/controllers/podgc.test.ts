import { expect, it } from 'vitest'
import type { Node, Pod } from '../../../api/types'
import { formatTime } from '../../../api/timestamp'
import { ControllerLab } from '../../../testing/lab'

it.each([
  ['down', 'node.kubernetes.io/out-of-service', true],
  ['down', 'example.com/broken', false],
  ['up', 'node.kubernetes.io/out-of-service', false]
])('a pod that is being deleted on a node that is %s with the taint %s is removed: %s', (state, key, removed) => {
  const lab = new ControllerLab().until(5).namespace('default')
  const status = { conditions: [{ type: 'Ready', status: state === 'up' ? 'True' : 'Unknown' }] }
  lab.put('nodes', {
    metadata: { name: 'n' },
    spec: { taints: [{ key, effect: 'NoExecute' }] },
    status
  } as object as Node)
  lab.put('pods', {
    kind: 'Pod',
    metadata: {
      name: 'p',
      namespace: 'default',
      uid: 'u',
      deletionTimestamp: formatTime(lab.clock),
      deletionGracePeriodSeconds: 30
    },
    spec: { nodeName: 'n', containers: [] },
    status: { phase: 'Running' }
  })
  lab.run(25)
  expect(lab.get<Pod>('pods', 'p') === undefined).toBe(removed)
})
