import { podNetIn } from '../../../address-plan'
import type { Node } from '../../../api/types'
import { listAll, lookup } from '../caches'
import { enqueue, type Controller } from '../controller'
import { errorOf, isNotFound, isOk, request } from '../sync'

interface Input {
  readonly node: Node
  readonly cidr: string
}

const name = 'nodeipam'

/**
 * Gives each node its range of pod addresses (with `allocate-node-cidrs`). The ranges are those that the machines'
 * network was laid out with. Models pkg/controller/nodeipam/ipam/range_allocator.go.
 */
export const nodeIpam: Controller<Input> = {
  name,
  user: 'node-controller',
  workers: 30,
  maxRetries: 3,
  needs: ['nodes'],

  observe(kcm, { type, key, object }) {
    if (kcm.settings.allocateNodeCidrs && type !== 'delete' && !(object as Node).spec.podCIDR) enqueue(kcm, name, key)
  },

  read(kcm, key) {
    const node = lookup(kcm.caches, 'nodes', key)
    if (!node || node.spec.podCIDR) return null
    const used = new Set([...listAll(kcm.caches, 'nodes')].map(({ spec }) => spec.podCIDR))
    const own = podNetIn(kcm.cluster, key)
    const cidr = own === undefined ? firstFree(used) : `${own}.0/24`
    return { node, cidr }
  },

  *sync({ node, cidr }) {
    const answer = yield* request({
      verb: 'patch',
      resource: 'nodes',
      name: node.metadata.name,
      body: { spec: { podCIDR: cidr, podCIDRs: [cidr] } },
      options: { patchType: 'strategic' }
    })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
}

/** The first free /24 of 10.244.0.0/16 from its end: nodes that are not part of the lab's machines. */
function firstFree(used: ReadonlySet<string | undefined>): string {
  for (let i = 255; i > 0; i--) if (!used.has(`10.244.${i}.0/24`)) return `10.244.${i}.0/24`
  return '10.244.0.0/24'
}
