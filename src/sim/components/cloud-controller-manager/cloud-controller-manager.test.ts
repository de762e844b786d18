import { expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import type { KubeObject, Node, Service } from '../../api/types'
import type { Fault } from '../../faults/types'
import { createSimulation, type KubectlCommand } from '../../simulation'
import { storedObjects } from '../../view/truth'
import '../../whole'

const service = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80 }] }
`

type Typed = readonly [at: number, line: string]

const run = (kubectl: readonly Typed[], until: number, faults: readonly Fault[] = [], provider = 'external') => {
  const simulation = createSimulation({
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'cloud-provider': provider, 'users-rate-per-s': 0 },
    seed: 5,
    manifests: [service],
    kubectl: kubectl.map(([at, line]): KubectlCommand => ({ at: seconds(at), line })),
    faults
  })
  simulation.history.advance(seconds(until))
  expect(simulation.breaches).toEqual([])
  return simulation.history.head
}
type World = ReturnType<typeof run>
type Balanced = { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } }
const web = (world: World) => storedObjects<Service>(world, 'services').find(({ metadata }) => metadata.name === 'web')
const address = (world: World) => (web(world)?.status as Balanced | undefined)?.loadBalancer?.ingress?.[0]?.ip
type Event = KubeObject & { reason: string; involvedObject: { name?: string } }
const reasons = (world: World, name: string) =>
  storedObjects<Event>(world, 'events')
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ reason }) => reason)
const nodes = (world: World) => storedObjects<Node>(world, 'nodes')

it('nodes are told who they are, and a Service gets its balancer; without a provider it waits for ever', () => {
  const world = run([], 20)
  for (const { metadata, spec } of nodes(world)) {
    expect(spec.providerID).toBe(`lab:///${metadata.name}`)
    expect((spec.taints ?? []).map(({ key }) => key)).not.toContain('node.cloudprovider.kubernetes.io/uninitialized')
  }
  expect(address(world)).toBe('198.51.100.1')
  expect(web(world)?.metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup'])
  expect(reasons(world, 'web')).toEqual(expect.arrayContaining(['EnsuringLoadBalancer', 'EnsuredLoadBalancer']))
  expect(address(run([], 20, [], ''))).toBeUndefined()
})

it('a balancer follows the exclude label, and goes with its Service', () => {
  const label = 'label node worker-2 node.kubernetes.io/exclude-from-external-load-balancers=true'
  expect(reasons(run([[10, label]], 20), 'web')).toContain('UpdatedLoadBalancer')
  const gone = run([[10, 'delete service web --wait=false']], 20)
  expect(web(gone)).toBeUndefined()
  expect(reasons(gone, 'web')).toEqual(expect.arrayContaining(['DeletingLoadBalancer', 'DeletedLoadBalancer']))
})

it('the node of a machine that is no more is deleted, once it is not ready', () => {
  const faults: Fault[] = [{ kind: 'remove', at: seconds(5), machine: 'worker-2' }]
  expect(nodes(run([], 30, faults)).map(({ metadata }) => metadata.name)).toContain('worker-2')
  const world = run([], 75, faults)
  expect(nodes(world).map(({ metadata }) => metadata.name)).not.toContain('worker-2')
  expect(reasons(world, 'worker-2')).toContain('DeletingNode')
})
