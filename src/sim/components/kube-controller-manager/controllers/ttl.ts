import type { Node } from '../../../api/types'
import { informerOf, lookup } from '../caches'
import type { ControllerManager } from '../context'
import { enqueue, type Controller } from '../controller'
import { errorOf, isNotFound, isOk, request } from '../sync'

interface Input {
  readonly node: Node
  readonly seconds: number
}

const name = 'ttl'
const annotation = 'node.alpha.kubernetes.io/ttl'

/** From how many nodes on, and up to how many, a kubelet may keep what it reads for this long. They overlap, so that nothing flaps. */
const sizes = [
  { from: 0, to: 100, seconds: 0 },
  { from: 90, to: 500, seconds: 15 },
  { from: 450, to: 1_000, seconds: 30 },
  { from: 900, to: 2_000, seconds: 60 },
  { from: 1_800, to: 10_000, seconds: 300 }
] as const

/** Tells each node how long its kubelet may keep ConfigMaps and Secrets. Models pkg/controller/ttl/ttl_controller.go. */
export const ttl: Controller<Input> = {
  name,
  user: 'ttl-controller',
  workers: 5,
  needs: ['nodes'],

  observe(kcm, { type, key, object }) {
    if (type !== 'delete' && wanted(kcm, object as Node) !== null) enqueue(kcm, name, key)
  },

  read(kcm, key) {
    const node = lookup(kcm.caches, 'nodes', key)
    const seconds = node ? wanted(kcm, node) : null
    return node && seconds !== null ? { node, seconds } : null
  },

  *sync({ node, seconds }) {
    const answer = yield* request({
      verb: 'patch',
      resource: 'nodes',
      name: node.metadata.name,
      body: { metadata: { annotations: { [annotation]: String(seconds) } } },
      options: { patchType: 'strategic' }
    })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
}

/** What a node is to be told; null: it was told. What it was told holds as long as the cluster's size is within its bounds. */
function wanted(kcm: ControllerManager, { metadata }: Node): number | null {
  const count = informerOf(kcm.caches, 'nodes').store.size
  const told = metadata.annotations?.[annotation]
  const holds = sizes.some(({ from, to, seconds }) => String(seconds) === told && count >= from && count <= to)
  if (holds) return null
  return (sizes.find(({ to }) => count <= to) ?? sizes[sizes.length - 1]!).seconds
}
