import type { Node } from '../../api/types'
import { askApi, tell } from './ask'
import { nodesOf, type CloudControllerManager } from './context'
import type { Outbox } from './messages'

/** The mark with which kubelets register whose nodes a provider has to look at first. */
export const uninitialized = 'node.cloudprovider.kubernetes.io/uninitialized'

export const isNew = ({ spec }: Node): boolean => (spec.taints ?? []).some(({ key }) => key === uninitialized)

const isReady = ({ status }: Node): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false

/**
 * What the provider says of the nodes' machines: a new one is told who it is, and one that is not ready because its machine is no more
 * is deleted. Models cloud-provider/controllers/node/node_controller.go and nodelifecycle/node_lifecycle_controller.go.
 */
export function monitorNodes(context: CloudControllerManager, machines: readonly string[], out: Outbox): void {
  const there = new Set(machines)
  for (const node of nodesOf(context)) {
    const { name } = node.metadata
    if (context.busy.has(name)) continue
    if (isNew(node) && there.has(name)) initialize(context, node, out)
    else if (!isReady(node) && !there.has(name)) {
      const text = `Deleting node ${name} because it does not exist in the cloud provider`
      out.log('I', `node_lifecycle_controller.go:185] ${text.toLowerCase()}: ${name}`)
      tell(context, out, node, 'DeletingNode', text)
      context.busy.add(name)
      askApi(context, out, { verb: 'delete', resource: 'nodes', name }, { kind: 'node', key: name })
    }
  }
}

function initialize(context: CloudControllerManager, { metadata, spec }: Node, out: Outbox): void {
  const { name } = metadata
  out.log('I', `node_controller.go:445] Initializing node ${name} with cloud provider`)
  const body = {
    metadata: { resourceVersion: metadata.resourceVersion },
    spec: { providerID: `lab:///${name}`, taints: (spec.taints ?? []).filter(({ key }) => key !== uninitialized) }
  }
  context.busy.add(name)
  const call = { verb: 'patch', resource: 'nodes', name, body, options: { patchType: 'merge' } } as const
  askApi(context, out, call, { kind: 'node', key: name })
}

/** The API has done it, or will be asked again. */
export function nodeDone(context: CloudControllerManager, name: string, ok: boolean, out: Outbox): void {
  context.busy.delete(name)
  const node = nodesOf(context).find(({ metadata }) => metadata.name === name)
  if (!ok || !node || !isNew(node)) return
  out.log('I', `node_controller.go:502] Successfully initialized node ${name} with cloud provider`)
  tell(context, out, node, 'Synced', 'Node synced successfully')
}
