import { describe, expect, it } from 'vitest'
import { ControllerLab } from '../../../testing/lab'
import type {
  ConfigMap,
  KubeObject,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  Secret,
  ServiceAccount
} from '../../../api/types'

const deployed = (replicas = 2) => {
  const lab = new ControllerLab().until(5).namespace('default').deployment('web', replicas).run(2)
  for (const pod of lab.list<Pod>('pods')) lab.ready(pod)
  return lab.run(2)
}
const set = (lab: ControllerLab) => lab.list<ReplicaSet>('replicasets')[0]

describe('the garbage collector', () => {
  it('deletes ReplicaSets and then pods when their deployment is gone, reading each before', () => {
    const lab = deployed()
    const before = lab.api.calls.length
    lab.remove('deployments', 'default', 'web').run(2)
    const seen = lab.api.calls
      .slice(before)
      .filter(({ user }) => user === 'generic-garbage-collector')
      .map(({ verb, resource }) => `${verb} ${resource}`)
    expect(seen).toEqual([
      'get replicasets',
      'delete replicasets',
      'get pods',
      'get pods',
      'delete pods',
      'delete pods'
    ])
    expect(set(lab)).toBeUndefined()
    expect(lab.list<Pod>('pods').every(({ metadata }) => metadata.deletionTimestamp)).toBe(true)
  })

  it('in the foreground lets the owner go last', () => {
    const lab = deployed()
    lab.change<KubeObject>('deployments', 'web', (deployment) => ({
      ...deployment,
      metadata: {
        ...deployment.metadata,
        finalizers: ['foregroundDeletion'],
        deletionTimestamp: '2026-01-01T00:00:10Z'
      }
    }))
    lab.run(3)
    expect(set(lab)!.metadata.finalizers).toEqual(['foregroundDeletion'])
    expect(lab.get('deployments', 'web')).toBeDefined()
    for (const { metadata } of lab.list<Pod>('pods')) lab.remove('pods', 'default', metadata.name)
    lab.run(3)
    expect(set(lab)).toBeUndefined()
    expect(lab.get('deployments', 'web')).toBeUndefined()
  })

  it('orphans dependents when it is asked to', () => {
    const lab = deployed()
    lab.change<KubeObject>('deployments', 'web', (deployment) => ({
      ...deployment,
      metadata: { ...deployment.metadata, finalizers: ['orphan'], deletionTimestamp: '2026-01-01T00:00:10Z' }
    }))
    lab.run(3)
    expect(lab.get('deployments', 'web')).toBeUndefined()
    expect(set(lab)!.metadata.ownerReferences).toEqual([])
    expect(lab.list<Pod>('pods')).toHaveLength(2)
  })
})

describe('a pod that is labelled out of its ReplicaSet', () => {
  it('is released and replaced, and the garbage collector looks at its former owners, as recorded', () => {
    const lab = deployed(3)
    const before = lab.api.calls.length
    const [pod] = lab.list<Pod>('pods')
    lab.change<Pod>('pods', pod!.metadata.name, ({ metadata, ...rest }) => ({
      ...rest,
      metadata: { ...metadata, labels: { app: 'other' } }
    }))
    lab.run(1)
    const seen = lab.api.calls
      .slice(before)
      .filter(({ resource, subresource }) => resource !== 'events' && subresource !== 'status')
    const steps = seen
      .map(({ user, verb, resource }) => `${user} ${verb} ${resource}`)
      .filter((step) => !step.includes('leases'))
    expect(steps).toEqual([
      'replicaset-controller patch pods',
      'generic-garbage-collector get replicasets',
      'replicaset-controller create pods',
      'generic-garbage-collector get deployments'
    ])
    expect(lab.get<Pod>('pods', pod!.metadata.name).metadata.ownerReferences).toEqual([])
  })
})

describe('namespaces', () => {
  it('get a default ServiceAccount and the root certificate', () => {
    const lab = new ControllerLab().until(5).namespace('team-a').run(1)
    expect(lab.get<ServiceAccount>('serviceaccounts', 'default', 'team-a')).toBeDefined()
    expect(lab.get<ConfigMap>('configmaps', 'kube-root-ca.crt', 'team-a').data!['ca.crt']).toContain(
      'BEGIN CERTIFICATE'
    )
    lab.remove('serviceaccounts', 'team-a', 'default').run(1)
    expect(lab.get('serviceaccounts', 'default', 'team-a')).toBeDefined()
  })

  it('are emptied before they go', () => {
    const lab = deployed()
    lab.change<KubeObject>(
      'namespaces',
      'default',
      (namespace) => ({
        ...namespace,
        metadata: { ...namespace.metadata, deletionTimestamp: '2026-01-01T00:00:10Z' }
      }),
      ''
    )
    lab.run(10)
    expect(lab.get('namespaces', 'default', '')).toBeDefined()
    for (const { metadata } of lab.list<Pod>('pods')) lab.remove('pods', 'default', metadata.name)
    lab.run(40)
    expect(lab.get('namespaces', 'default', '')).toBeUndefined()
    expect(lab.list('deployments')).toEqual([])
  })
})

describe('token secrets', () => {
  it('are filled for their account and deleted with it', () => {
    const lab = new ControllerLab().until(5).namespace('default').run(1)
    lab.put('secrets', {
      kind: 'Secret',
      type: 'kubernetes.io/service-account-token',
      metadata: {
        name: 'token',
        namespace: 'default',
        annotations: { 'kubernetes.io/service-account.name': 'default' }
      }
    })
    lab.run(1)
    expect(Object.keys(lab.get<Secret>('secrets', 'token').data!).sort()).toEqual(['ca.crt', 'namespace', 'token'])
    lab
      .change<Secret>('secrets', 'token', (secret) => ({
        ...secret,
        metadata: { ...secret.metadata, annotations: { 'kubernetes.io/service-account.name': 'nobody' } }
      }))
      .run(1)
    expect(lab.get('secrets', 'token')).toBeUndefined()
  })
})

describe('the pod garbage collector', () => {
  it('removes pods of a vanished node after its quarantine of 40 s, looked at every 20 s', () => {
    const lab = deployed(1).node('worker-1')
    lab.run(30)
    const [pod] = lab.list<Pod>('pods')
    expect(pod!.spec.nodeName).toBe('worker-1')
    lab.remove('nodes', undefined, 'worker-1')
    const gone = lab.now / 1_000_000
    while (lab.get('pods', pod!.metadata.name) && lab.now / 1_000_000 < gone + 120) lab.run(0.5)
    expect(lab.now / 1_000_000 - gone).toBeGreaterThan(40)
    expect(lab.now / 1_000_000 - gone).toBeLessThan(61)
  })
})

describe('disruption budgets', () => {
  const budget = (spec: PodDisruptionBudget['spec']) => {
    const lab = deployed(3)
    lab.put('poddisruptionbudgets', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
      status: {}
    })
    return lab.run(1)
  }
  const status = (lab: ControllerLab) => lab.get<PodDisruptionBudget>('poddisruptionbudgets', 'web').status

  it('count healthy pods; percentages round up', () => {
    const lab = budget({ minAvailable: 2 })
    expect(status(lab)).toMatchObject({
      expectedPods: 3,
      currentHealthy: 3,
      desiredHealthy: 2,
      disruptionsAllowed: 1,
      conditions: [{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }]
    })
    expect(status(budget({ minAvailable: '50%' }))).toMatchObject({ desiredHealthy: 2, disruptionsAllowed: 1 })
    expect(status(budget({ maxUnavailable: '50%' }))).toMatchObject({ desiredHealthy: 1, disruptionsAllowed: 2 })
    lab
      .change<Pod>('pods', lab.list<Pod>('pods')[0]!.metadata.name, (pod) => ({
        ...pod,
        status: { ...pod.status, conditions: [{ type: 'Ready', status: 'False' }] }
      }))
      .run(1)
    expect(status(lab)).toMatchObject({
      currentHealthy: 2,
      disruptionsAllowed: 0,
      conditions: [{ reason: 'InsufficientPods' }]
    })
  })
})
