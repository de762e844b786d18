import { describe, expect, it } from 'vitest'
import { seconds } from '../../../../base/time'
import { createSimulation } from '../../..'
import type { ResourceClaim } from '../../../api/devices'
import type { KubeObject, Pod } from '../../../api/types'
import { storedKeys, storedValue } from '../../../view/truth'
import '../../../whole'

const deviceClass = `
apiVersion: resource.k8s.io/v1
kind: DeviceClass
metadata: { name: gpu }
spec: { selectors: [{ cel: { expression: 'device.driver == "gpu.example.com"' } }] }
`
const slice = (node: string, devices: string) => `
apiVersion: resource.k8s.io/v1
kind: ResourceSlice
metadata: { name: ${node}-gpus }
spec:
  driver: gpu.example.com
  nodeName: ${node}
  pool: { name: ${node}, generation: 1, resourceSliceCount: 1 }
  devices: ${devices}
`
const two = `[{ name: big, attributes: { model: { string: A100 }, board: { int: 1 } } }, { name: small, attributes: { model: { string: T4 }, board: { int: 2 } } }]`
const template = (requests: string, rest = '') => `
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: { name: t, namespace: default }
spec: { spec: { devices: { requests: ${requests}${rest} } } }
`
const pod = (name: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: default }
spec:
  resourceClaims: [{ name: dev, resourceClaimTemplateName: t }]
  containers: [{ name: c, image: nginx, resources: { claims: [{ name: dev }] } }]
`
const one = (rest = '') => `[{ name: r, exactly: { deviceClassName: gpu${rest} } }]`

function run(
  manifests: readonly string[],
  kubectl: readonly { at: number; line: string; stdin?: string }[],
  until: number
) {
  const { history } = createSimulation({
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'users-rate-per-s': 0 },
    seed: 1,
    manifests,
    kubectl,
    faults: []
  })
  history.advance(seconds(until))
  const all = <T extends KubeObject>(resource: string): T[] =>
    storedKeys(history.head)
      .filter(({ key }) => key.startsWith(`/registry/${resource}/default/`))
      .map(({ key }) => storedValue(history.head, key) as T)
  const devices = () =>
    all<ResourceClaim>('resourceclaims').map(
      ({ status }) => status?.allocation?.devices.results.map(({ pool, device }) => `${pool}/${device}`).join(' ') ?? ''
    )
  const where = (name: string) => all<Pod>('pods').find(({ metadata }) => metadata.name === name)?.spec.nodeName ?? ''
  const why = (name: string) =>
    all<Pod>('pods')
      .find(({ metadata }) => metadata.name === name)
      ?.status.conditions?.find(({ type }) => type === 'PodScheduled')?.message ?? ''
  return { history, all, devices, where, why }
}
const apply = (at: number, stdin: string) => ({ at: seconds(at), line: 'apply -f -', stdin })

describe('devices', () => {
  it('are given to one pod each, where they are; who finds none waits until one is let go', () => {
    const its = run(
      [deviceClass, template(one()), slice('worker-2', '[{ name: only }]')],
      [apply(2, pod('a')), apply(4, pod('b')), { at: seconds(20), line: 'delete pod a --grace-period=1' }],
      15
    )
    expect(its.where('a')).toBe('worker-2')
    expect(its.devices().sort()).toEqual(['', 'worker-2/only'])
    expect(its.why('b')).toMatch(/^0\/3 nodes are available: .*2 cannot allocate all claims\. still not schedulable, /)
    its.history.advance(seconds(60))
    expect(its.where('b')).toBe('worker-2')
    expect(its.devices()).toEqual(['worker-2/only'])
  })

  it('are chosen by their attributes', () => {
    const wanted = one(`, selectors: [{ cel: { expression: 'device.attributes["gpu.example.com"].model == "T4"' } }]`)
    const its = run([deviceClass, template(wanted), slice('worker-1', two)], [apply(2, pod('a'))], 10)
    expect(its.devices()).toEqual(['worker-1/small'])
  })

  it('are given all or none, as many as were asked for', () => {
    const many = run([deviceClass, template(one(', count: 2')), slice('worker-1', two)], [apply(2, pod('a'))], 10)
    expect(many.devices()).toEqual(['worker-1/big worker-1/small'])
    const more = run([deviceClass, template(one(', count: 3')), slice('worker-1', two)], [apply(2, pod('a'))], 10)
    expect(more.devices()).toEqual([''])
    const bound = run(
      [
        deviceClass,
        template(one(', count: 2'), ', constraints: [{ matchAttribute: gpu.example.com/board }]'),
        slice('worker-1', two)
      ],
      [apply(2, pod('a'))],
      10
    )
    expect(bound.devices()).toEqual([''])
  })

  it('of a class that is not there are waited for', () => {
    const its = run([template(one()), slice('worker-1', two)], [apply(2, pod('a')), apply(10, deviceClass)], 8)
    expect(its.why('a')).toMatch(/^0\/3 nodes are available: request r: device class gpu does not exist\. /)
    its.history.advance(seconds(15))
    expect(its.where('a')).toBe('worker-1')
  })

  it('whose pool is not told of in full are not given', () => {
    const half = slice('worker-1', two).replace('resourceSliceCount: 1', 'resourceSliceCount: 2')
    expect(run([deviceClass, template(one()), half], [apply(2, pod('a'))], 10).devices()).toEqual([''])
  })
})
