import { expect, it } from 'vitest'
import { Prng } from '../../../base/prng'
import { Table } from '../../../base/table'
import type { KubeObject, Pod, Service } from '../../api/types'
import { addressesOf, subsetsOf, type Addresses } from './controllers/endpoint-subsets'
import { desiredGroups, endpointsOf, type SliceEndpoints } from './controllers/slice-endpoints'
import { indexServicePods, type ServicePods } from './service-pods'

const service = (targetPort: number | string): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort }] }
})

const draw = (rng: Prng, below: number): number => rng.next32() % below

/** A pod in one of many states that make a difference to endpoints. */
const pod = (name: string, rng: Prng): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'default',
    uid: `${name}-${draw(rng, 2)}`,
    labels: { app: draw(rng, 5) === 0 ? 'other' : 'web' },
    ...(draw(rng, 5) === 0 && { deletionTimestamp: '2026-01-01T00:00:40Z' })
  },
  spec: {
    nodeName: `worker-${draw(rng, 2)}`,
    containers: [{ name: 'c', image: 'i', ports: [{ name: 'http', containerPort: 8_000 + draw(rng, 2) }] }]
  },
  status: {
    phase: draw(rng, 8) === 0 ? 'Failed' : 'Running',
    podIP: `10.244.1.${draw(rng, 12)}`,
    conditions: [{ type: 'Ready', status: draw(rng, 3) === 0 ? 'False' : 'True' }]
  }
})

it.each([8_080, 'http'])('what is kept up to date is what would be made anew, target port %s', (target) => {
  const rng = Prng.forName(1, 'pods')
  const web = service(target)
  const services = new Map<string, ServicePods>()
  const pods = new Table<KubeObject>()
  const zone = (node: string) => `zone of ${node}`
  indexServicePods(services, pods, { resource: 'services', type: 'add', key: 'default/web', object: web })
  let addresses: Addresses | undefined
  let endpoints: SliceEndpoints | undefined
  for (let round = 0; round < 200; round++) {
    for (let changes = draw(rng, 4); changes >= 0; changes--) {
      const key = `default/p${draw(rng, 9)}`
      const old = pods.get(key)
      const isGone = old !== undefined && draw(rng, 4) === 0
      const object = isGone ? old : pod(key.slice(8), rng)
      if (isGone) pods.delete(key)
      else pods.set(key, object)
      const type = isGone ? 'delete' : old ? 'update' : 'add'
      indexServicePods(services, pods, { resource: 'pods', type, key, object, ...(old && { old }) })
    }
    const behind = services.get('default/web')!
    addresses = addressesOf(web, behind, undefined, addresses)
    endpoints = endpointsOf(web, behind, [], zone, endpoints)

    const anew = new Map<string, ServicePods>()
    indexServicePods(anew, pods, { resource: 'services', type: 'add', key: 'default/web', object: web })
    const all = anew.get('default/web')!
    expect([...behind.pods]).toEqual([...all.pods])
    expect(subsetsOf(web, behind.pods, addresses)).toEqual(
      subsetsOf(web, all.pods, addressesOf(web, all, undefined, undefined))
    )
    const inOrder = (its: SliceEndpoints) =>
      desiredGroups(web, all.pods, its).map((group) => ({ ...group, endpoints: [...group.endpoints].sort() }))
    expect(inOrder(endpoints)).toEqual(inOrder(endpointsOf(web, all, [], zone, undefined)))
  }
})
