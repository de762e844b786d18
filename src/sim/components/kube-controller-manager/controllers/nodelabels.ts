import type { Node } from '../../../api/types'
import { lookup } from '../caches'
import { enqueue, type Controller } from '../controller'
import { errorOf, isNotFound, isOk, request } from '../sync'

interface Input {
  readonly node: string
  readonly labels: Readonly<Record<string, string>>
}

const name = 'node-labels'
/** Former names of labels follow the present ones. Models labelReconcileInfo. */
const former = { 'kubernetes.io/os': 'beta.kubernetes.io/os', 'kubernetes.io/arch': 'beta.kubernetes.io/arch' }

/** Keeps former labels of nodes equal to the present ones. Models pkg/controller/nodelifecycle reconcileNodeLabels. */
export const nodeLabels: Controller<Input> = {
  name,
  user: 'node-controller',
  workers: 8,
  needs: ['nodes'],

  observe(kcm, { type, key, object }) {
    if (type !== 'delete' && Object.keys(missing(object as Node)).length > 0) enqueue(kcm, name, key)
  },

  read(kcm, key) {
    const node = lookup(kcm.caches, 'nodes', key)
    const labels = node ? missing(node) : {}
    return Object.keys(labels).length > 0 ? { node: key, labels } : null
  },

  *sync({ node, labels }) {
    const body = { metadata: { labels } }
    const answer = yield* request({
      verb: 'patch',
      resource: 'nodes',
      name: node,
      body,
      options: { patchType: 'strategic' }
    })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
}

function missing({ metadata: { labels = {} } }: Node): Readonly<Record<string, string>> {
  const wanted: Record<string, string> = {}
  for (const [present, old] of Object.entries(former)) {
    const value = labels[present]
    if (value !== undefined && labels[old] !== value) wanted[old] = value
  }
  return wanted
}
