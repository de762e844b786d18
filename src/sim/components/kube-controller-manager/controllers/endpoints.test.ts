import { describe, expect, it } from 'vitest'
import { ControllerLab } from '../../../testing/lab'
import type { Deployment, Endpoints, EndpointSlice, Pod } from '../../../api/types'

function service(replicas: number): ControllerLab {
  const lab = new ControllerLab().until(5).namespace('default').deployment('web', replicas).run(15)
  lab.put('services', {
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, clusterIP: '10.96.1.1', ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }] }
  })
  return lab.run(1)
}
const slices = (lab: ControllerLab) => lab.list<EndpointSlice>('endpointslices')
const conditions = (lab: ControllerLab) =>
  slices(lab)
    .flatMap(({ endpoints }) => endpoints)
    .map(({ conditions: its }) => its)
const sizes = ({ subsets = [] }: Endpoints) =>
  subsets.map(({ addresses = [], notReadyAddresses = [] }) => [addresses.length, notReadyAddresses.length])

describe('endpoints of a service', () => {
  it('hold the ready pods; one that begins to terminate leaves within milliseconds', () => {
    const lab = service(3)
    const pods = lab.list<Pod>('pods')
    pods.forEach((pod, i) => lab.ready(pod, 'worker-1', `10.244.1.${i + 2}`))
    lab.run(5)
    expect(sizes(lab.get<Endpoints>('endpoints', 'web'))).toEqual([[3, 0]])
    expect(lab.get<Endpoints>('endpoints', 'web').subsets![0]).toMatchObject({
      addresses: [{ ip: '10.244.1.2', nodeName: 'worker-1', targetRef: { kind: 'Pod' } }, {}, {}],
      ports: [{ port: 8080, protocol: 'TCP' }]
    })
    expect(slices(lab)).toHaveLength(1)
    expect(slices(lab)[0]!.metadata).toMatchObject({
      labels: {
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io'
      },
      ownerReferences: [{ kind: 'Service', name: 'web', controller: true }]
    })
    lab.change<Pod>('pods', pods[0]!.metadata.name, (pod) => ({
      ...pod,
      metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:40Z' }
    }))
    lab.run(0.02)
    expect(sizes(lab.get<Endpoints>('endpoints', 'web'))).toEqual([[2, 0]])
    expect(conditions(lab)).toContainEqual({ ready: false, serving: true, terminating: true })
    expect(lab.facts.filter(({ fact }) => fact === 'endpoints-updated').at(-1)!.detail).toEqual({
      service: 'default/web',
      ready: 2
    })
  })

  it('tell pods that are not ready apart', () => {
    const lab = service(2)
    const [first, second] = lab.list<Pod>('pods')
    lab.ready(first!, 'worker-1', '10.244.1.2').ready(second!, 'worker-1', '10.244.1.3').run(3)
    lab.change<Pod>('pods', second!.metadata.name, (pod) => ({
      ...pod,
      status: { ...pod.status, conditions: [{ type: 'Ready', status: 'False' }] }
    }))
    lab.run(3)
    expect(sizes(lab.get<Endpoints>('endpoints', 'web'))).toEqual([[1, 1]])
    expect(conditions(lab)).toEqual([
      { ready: true, serving: true, terminating: false },
      { ready: false, serving: false, terminating: false }
    ])
  })

  it('are spread over slices of 100', () => {
    const lab = service(1)
    lab
      .change<Deployment>('deployments', 'web', (deployment) => ({
        ...deployment,
        spec: { ...deployment.spec, replicas: 130 }
      }))
      .run(20)
    lab
      .list<Pod>('pods')
      .forEach((pod, i) => lab.ready(pod, 'worker-1', `10.244.${1 + Math.floor(i / 200)}.${(i % 200) + 2}`))
    lab.run(10)
    expect(
      slices(lab)
        .map(({ endpoints }) => endpoints.length)
        .sort()
    ).toEqual([100, 30])
    expect(sizes(lab.get<Endpoints>('endpoints', 'web'))).toEqual([[130, 0]])
  })

  it('stay in one slice from none to some and back', () => {
    const lab = service(1)
    const [name] = slices(lab).map(({ metadata }) => metadata.name)
    expect(slices(lab)[0]!.endpoints).toEqual([])
    const [pod] = lab.list<Pod>('pods')
    lab.ready(pod!, 'worker-1', '10.244.1.2').run(2)
    expect(slices(lab).map(({ metadata, endpoints }) => [metadata.name, endpoints.length])).toEqual([[name, 1]])
    lab.change<Deployment>('deployments', 'web', (deployment) => ({
      ...deployment,
      spec: { ...deployment.spec, replicas: 0 }
    }))
    lab.run(2).remove('pods', 'default', pod!.metadata.name).run(2)
    expect(slices(lab).map(({ metadata, endpoints }) => [metadata.name, endpoints.length])).toEqual([[name, 0]])
  })

  it('go with their service', () => {
    const lab = service(1)
    expect(slices(lab)).toHaveLength(1)
    lab.remove('services', 'default', 'web').run(2)
    expect(lab.get('endpoints', 'web')).toBeUndefined()
    // The slice is the garbage collector's work.
    expect(slices(lab)).toEqual([])
  })
})
