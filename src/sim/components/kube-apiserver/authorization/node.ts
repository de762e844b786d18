import type { PersistentVolumeClaim, Pod } from '../../../api/types'
import type { ApiServer } from '../context'
import { allow, noOpinion, type Attributes, type Decision } from './attributes'
import { nodeRules } from '../bootstrap/policy'
import { ruleAllows } from './rbac/rules'
import { referencesOf } from './references'

const prefix = 'system:node:'

/** The node that a user is; undefined: none. Models pkg/auth/nodeidentifier. */
export const nodeOf = (user: string, groups: readonly string[]): string | undefined =>
  user.startsWith(prefix) && groups.includes('system:nodes') ? user.slice(prefix.length) : undefined

/**
 * What a kubelet may do: what all nodes need, and of Secrets, ConfigMaps, volumes and tokens only what pods on its node refer to.
 * Models plugin/pkg/auth/authorizer/node/node_authorizer.go.
 */
export function nodeAuthorizer(server: ApiServer, asked: Attributes): Decision {
  const node = nodeOf(asked.user, asked.groups)
  if (node === undefined) return noOpinion()
  if (asked.path === undefined) {
    switch (`${asked.group}/${asked.resource}`) {
      case '/secrets':
      case '/configmaps':
        return readNamespaced(server, node, asked)
      case '/persistentvolumeclaims':
        return asked.subresource === 'status' ? updateStatus(server, node, asked) : getOne(server, node, asked)
      case '/persistentvolumes':
      case 'resource.k8s.io/resourceclaims':
      case 'storage.k8s.io/volumeattachments':
        return getOne(server, node, asked)
      case '/serviceaccounts':
        return account(server, node, asked)
      case 'coordination.k8s.io/leases':
        return lease(node, asked)
      case 'storage.k8s.io/csinodes':
        return csiNode(node, asked)
      case '/nodes':
        return ownNode(node, asked)
      case '/pods':
        return pods(server, node, asked)
      default:
    }
  }
  return nodeRules.some((rule) => ruleAllows(rule, asked)) ? allow() : noOpinion()
}

const isRead = ({ verb }: Attributes): boolean => verb === 'get' || verb === 'list' || verb === 'watch'

function related(server: ApiServer, node: string, asked: Attributes): Decision {
  if (asked.name === '') return noOpinion('No Object name found')
  return hasPath(server, node, asked)
    ? allow()
    : noOpinion(`no relationship found between node '${node}' and this object`)
}

function readNamespaced(server: ApiServer, node: string, asked: Attributes): Decision {
  if (!isRead(asked)) return noOpinion('can only read resources of this type')
  if (asked.subresource !== '') return noOpinion('cannot read subresource')
  if (asked.namespace === '') return noOpinion('can only read namespaced object of this type')
  return related(server, node, asked)
}

function getOne(server: ApiServer, node: string, asked: Attributes): Decision {
  if (asked.verb !== 'get') return noOpinion('can only get individual resources of this type')
  if (asked.subresource !== '') return noOpinion('cannot get subresource')
  return related(server, node, asked)
}

function updateStatus(server: ApiServer, node: string, asked: Attributes): Decision {
  if (asked.verb !== 'update' && asked.verb !== 'patch') return noOpinion('can only get/update/patch this type')
  return related(server, node, asked)
}

function account(server: ApiServer, node: string, asked: Attributes): Decision {
  if (asked.verb === 'get' && asked.subresource === '') return related(server, node, asked)
  if (asked.verb !== 'create' || asked.name === '')
    return noOpinion('can only create tokens for individual service accounts')
  if (asked.subresource !== 'token') return noOpinion('can only create token subresource of serviceaccount')
  return related(server, node, asked)
}

const singly = (verb: string): boolean => ['get', 'create', 'update', 'patch', 'delete'].includes(verb)

function lease(node: string, { verb, namespace, name }: Attributes): Decision {
  if (!singly(verb)) return noOpinion('can only get, create, update, patch, or delete a node lease')
  if (namespace !== 'kube-node-lease')
    return noOpinion('can only access leases in the "kube-node-lease" system namespace')
  if (verb !== 'create' && name !== node)
    return noOpinion('can only access node lease with the same name as the requesting node')
  return allow()
}

function csiNode(node: string, { verb, subresource, name }: Attributes): Decision {
  if (!singly(verb)) return noOpinion('can only get, create, update, patch, or delete a CSINode')
  if (subresource !== '') return noOpinion('cannot authorize CSINode subresources')
  if (verb !== 'create' && name !== node)
    return noOpinion('can only access CSINode with the same name as the requesting node')
  return allow()
}

/** What it may write of its Node is for the admission plugin NodeRestriction to say. */
function ownNode(node: string, { verb, subresource, name }: Attributes): Decision {
  const writes = verb === 'update' || verb === 'patch'
  if (subresource === 'status') return writes ? allow() : noOpinion()
  if (subresource !== '') return noOpinion()
  if (verb === 'create' || writes) return allow()
  if (verb !== 'get' && verb !== 'list' && verb !== 'watch') return noOpinion()
  if (name === node) return allow()
  return noOpinion(
    name === ''
      ? `node '${node}' cannot read all nodes, only its own Node object`
      : `node '${node}' cannot read '${name}', only its own Node object`
  )
}

function pods(server: ApiServer, node: string, asked: Attributes): Decision {
  const { verb, subresource, fieldSelector = '' } = asked
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allow() : noOpinion()
  if (subresource === 'eviction') return verb === 'create' ? allow() : noOpinion()
  if (subresource !== '') return noOpinion()
  if (verb === 'get') return related(server, node, asked)
  if (verb === 'create' || verb === 'delete') return allow()
  if (verb !== 'list' && verb !== 'watch') return noOpinion()
  const own = fieldSelector.split(',').some((part) => part.replace('==', '=') === `spec.nodeName=${node}`)
  if (own) return allow()
  if (asked.name !== '' && asked.namespace !== '') return related(server, node, asked)
  return noOpinion('can only list/watch pods with spec.nodeName field selector')
}

/** Models plugin/pkg/auth/authorizer/node/graph.go: from the object by a pod to the node that the pod is on. */
function hasPath(server: ApiServer, node: string, { resource, namespace, name }: Attributes): boolean {
  if (resource === 'volumeattachments') {
    const found = server.caches.get(resource)!.objects.get(`/registry/${resource}/${name}`)
    return (found?.spec as { nodeName?: string } | undefined)?.nodeName === node
  }
  const all = server.podsOnNodes.under(`${node}/${resource === 'persistentvolumes' ? '' : `${namespace}/`}`) as Pod[]
  if (resource === 'pods') return all.some(({ metadata }) => metadata.name === name)
  if (resource === 'persistentvolumes')
    return all.some((pod) =>
      [...referencesOf(pod).get('persistentvolumeclaims')!].some((claim) => {
        const key = `/registry/persistentvolumeclaims/${pod.metadata.namespace}/${claim}`
        const found = server.caches.get('persistentvolumeclaims')!.objects.get(key) as PersistentVolumeClaim | undefined
        return found?.spec.volumeName === name
      })
    )
  return all.some((pod) => !isMirror(pod) && referencesOf(pod).get(resource)?.has(name) === true)
}

const isMirror = ({ metadata }: Pod): boolean => metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined
