import { describe, expect, it } from 'vitest'
import { ControllerLab } from '../../../conformance/controllers/lab'
import type { Deployment, Pod, ReplicaSet } from '../../api/types'

describe('deployment to pods', () => {
  it('makes a ReplicaSet and its pods, and reports them when they are ready', () => {
    const lab = new ControllerLab().until(5).namespace('default').deployment('web', 3).run(2)
    const [set] = lab.list<ReplicaSet>('replicasets')
    expect(set!.metadata.name).toMatch(/^web-[4-9bcdf]{1,10}$/)
    expect(lab.list<Pod>('pods')).toHaveLength(3)
    for (const pod of lab.list<Pod>('pods')) lab.ready(pod)
    lab.run(2)
    expect(lab.get<Deployment>('deployments', 'web').status).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3
    })
  })
})
