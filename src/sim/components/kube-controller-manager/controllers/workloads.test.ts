import { describe, expect, it } from 'vitest'
import { ControllerLab } from '../../../testing/lab'
import type { DaemonSet, Node, Pod, StatefulSet } from '../../../api/types'

const names = (lab: ControllerLab) =>
  lab
    .list<Pod>('pods')
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ metadata }) => metadata.name)
    .sort()
const template = (image: string) => ({
  metadata: { labels: { app: 'db' } },
  spec: { containers: [{ name: 'db', image }] }
})

function statefulSet(replicas: number): ControllerLab {
  return new ControllerLab()
    .until(5)
    .namespace('default')
    .put('statefulsets', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db', namespace: 'default' },
      spec: { replicas, serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template: template('db:1') },
      status: {}
    })
    .run(1)
}

describe('a stateful set', () => {
  it('brings its pods up one after the other, each when the one before is ready', () => {
    const lab = statefulSet(3)
    expect(names(lab)).toEqual(['db-0'])
    lab.run(60)
    expect(names(lab)).toEqual(['db-0'])
    lab.ready(lab.get<Pod>('pods', 'db-0')).run(1)
    expect(names(lab)).toEqual(['db-0', 'db-1'])
    lab.ready(lab.get<Pod>('pods', 'db-1')).run(1).ready(lab.get<Pod>('pods', 'db-2')).run(1)
    expect(lab.get<StatefulSet>('statefulsets', 'db').status).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      currentReplicas: 3
    })
    expect(lab.get<Pod>('pods', 'db-2').spec).toMatchObject({ hostname: 'db-2', subdomain: 'db' })
  })

  it('replaces no pod that only terminates, and scales and updates from the highest down', () => {
    const lab = statefulSet(2)
    lab.ready(lab.get<Pod>('pods', 'db-0')).run(1).ready(lab.get<Pod>('pods', 'db-1')).run(1)
    lab
      .change<StatefulSet>('statefulsets', 'db', (set) => ({
        ...set,
        spec: { ...set.spec, template: template('db:2') }
      }))
      .run(30)
    // db-1 is being deleted, but its node has not confirmed it: nothing else happens.
    expect(names(lab)).toEqual(['db-0'])
    lab.remove('pods', 'default', 'db-1').run(1)
    expect(lab.get<Pod>('pods', 'db-1').spec.containers[0]!.image).toBe('db:2')
    expect(lab.get<Pod>('pods', 'db-0').spec.containers[0]!.image).toBe('db:1')
    lab.ready(lab.get<Pod>('pods', 'db-1')).run(1)
    expect(lab.get<Pod>('pods', 'db-0').metadata.deletionTimestamp).toBeDefined()
  })
})

describe('a daemon set', () => {
  const daemonSet = () => {
    const lab = new ControllerLab().until(3).namespace('default')
    for (const node of ['n1', 'n2', 'n3']) lab.node(node)
    lab.change<Node>(
      'nodes',
      'n3',
      (node) => ({ ...node, spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } }),
      ''
    )
    return lab
      .put('daemonsets', {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'agent', namespace: 'default' },
        spec: { selector: { matchLabels: { app: 'db' } }, template: template('agent:1') },
        status: {}
      })
      .run(1)
  }
  const target = (pod: Pod) =>
    pod.spec.affinity!.nodeAffinity!.requiredDuringSchedulingIgnoredDuringExecution!.nodeSelectorTerms[0]!
      .matchFields![0]!.values![0]!
  const onNodes = (lab: ControllerLab) => lab.list<Pod>('pods').map(target).sort()

  it('has one pod for each node whose taints it tolerates, and follows new nodes', () => {
    const lab = daemonSet()
    expect(onNodes(lab)).toEqual(['n1', 'n2'])
    lab.node('n4').run(1)
    expect(onNodes(lab)).toEqual(['n1', 'n2', 'n4'])
    expect(lab.list<Pod>('pods')[0]!.spec.tolerations).toContainEqual({
      key: 'node.kubernetes.io/unreachable',
      operator: 'Exists',
      effect: 'NoExecute'
    })
    expect(lab.get<DaemonSet>('daemonsets', 'agent').status).toMatchObject({
      desiredNumberScheduled: 3,
      currentNumberScheduled: 3
    })
  })

  it('updates one node at a time', () => {
    const lab = daemonSet()
    for (const pod of lab.list<Pod>('pods')) lab.ready(pod, target(pod))
    lab.run(1)
    lab
      .change<DaemonSet>('daemonsets', 'agent', (set) => ({
        ...set,
        spec: { ...set.spec, template: template('agent:2') }
      }))
      .run(5)
    const deleted = lab.list<Pod>('pods').filter(({ metadata }) => metadata.deletionTimestamp)
    expect(deleted).toHaveLength(1)
    lab.remove('pods', 'default', deleted[0]!.metadata.name).run(5)
    const images = lab.list<Pod>('pods').map(({ spec }) => spec.containers[0]!.image)
    expect(images.sort()).toEqual(['agent:1', 'agent:2'])
  })
})
