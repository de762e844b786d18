import { describe, expect, it } from 'vitest'
import { ControllerLab } from '../../../../testing/lab'
import type { Pod, ReplicationController } from '../../../../api/types'

function started(replicas: number): ControllerLab {
  return new ControllerLab()
    .until(5)
    .namespace('default')
    .put('replicationcontrollers', {
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        replicas,
        selector: { app: 'web' },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } }
      },
      status: { replicas: 0 }
    })
    .run(1)
}

describe('a replication controller', () => {
  it('creates pods that are its own', () => {
    const pods = started(3).list<Pod>('pods')
    expect(pods).toHaveLength(3)
    for (const { metadata } of pods)
      expect(metadata.ownerReferences).toEqual([
        expect.objectContaining({ apiVersion: 'v1', kind: 'ReplicationController', name: 'web', controller: true })
      ])
  })

  it('counts them in its status, and keeps its selector a plain map', () => {
    const lab = started(1)
    const [pod] = lab.list<Pod>('pods')
    lab.ready(pod!).run(1)
    const { spec, status } = lab.get<ReplicationController>('replicationcontrollers', 'web')
    expect(status).toMatchObject({ replicas: 1, readyReplicas: 1, availableReplicas: 1 })
    expect(spec.selector).toEqual({ app: 'web' })
  })

  it('deletes what is too much', () => {
    const lab = started(3)
    lab
      .change<ReplicationController>('replicationcontrollers', 'web', (web) => ({
        ...web,
        spec: { ...web.spec, replicas: 1 }
      }))
      .run(1)
    expect(lab.list<Pod>('pods').filter(({ metadata }) => !metadata.deletionTimestamp)).toHaveLength(1)
  })
})
