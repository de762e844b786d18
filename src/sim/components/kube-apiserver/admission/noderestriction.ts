import type { KubeObject, Pod, Status } from '../../../api/types'
import { equal } from '../../../api/equality'
import type { Kind } from '../../../api/scheme'
import { groupsOfUser } from '../authentication/groups'
import { nodeOf } from '../authorization/node'
import { referencesOf } from '../authorization/references'
import type { ApiServer, Request } from '../context'
import { denied } from '../errors'

/** Labels of the system that a kubelet may set on its Node. Models pkg/kubelet/apis well_known_labels.go. */
const kubeletLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch'
])

const within = (domain: string, of: string): boolean => domain === of || domain.endsWith(`.${of}`)

function isFree(label: string): boolean {
  const slash = label.indexOf('/')
  if (slash < 0) return true
  const domain = label.slice(0, slash)
  if (within(domain, 'node-restriction.kubernetes.io')) return false
  if (!within(domain, 'kubernetes.io') && !within(domain, 'k8s.io')) return true
  return kubeletLabels.has(label) || within(domain, 'kubelet.kubernetes.io') || within(domain, 'node.kubernetes.io')
}

/**
 * What a kubelet may write: its own Node without its taints and the system's labels, the status of its own pods, mirror pods, its
 * own lease and CSINode, tokens for its pods. Models plugin/pkg/admission/noderestriction.
 */
export function nodeProblem(
  server: ApiServer,
  request: Request,
  kind: Kind,
  object: KubeObject | null,
  old: KubeObject | null
): Status | null {
  const node = nodeOf(request.user, request.groups ?? groupsOfUser(request.user))
  if (node === undefined) return null
  const name = request.name ?? object?.metadata.name ?? ''
  const no = (why: string) => denied(kind, name, why)
  switch (kind.plural) {
    case 'nodes': {
      const why = ofNode(node, request, name, object, old)
      return why === '' ? null : no(why)
    }
    case 'pods': {
      const why = ofPod(server, node, request, object as Pod | null, old as Pod | null)
      return why === '' ? null : no(why)
    }
    case 'leases':
      return request.namespace === 'kube-node-lease' && name !== node
        ? no('can only access node lease with the same name as the requesting node')
        : null
    case 'csinodes':
      return name === node ? null : no('can only access CSINode with the same name as the requesting node')
    default:
      return null
  }
}

function ofNode(
  node: string,
  { verb, subresource }: Request,
  name: string,
  object: KubeObject | null,
  old: KubeObject | null
): string {
  if (name !== node) return `node "${node}" is not allowed to modify node "${name}"`
  if (!object) return ''
  const labels = object.metadata.labels ?? {}
  if (verb === 'create' || !old) {
    const refused = Object.keys(labels)
      .filter((label) => !isFree(label))
      .sort()
    return refused.length === 0
      ? ''
      : `node "${node}" is not allowed to set the following labels: ${refused.join(', ')}`
  }
  const taints = (one: KubeObject) => (one.spec as { taints?: unknown[] } | undefined)?.taints ?? []
  const source = (one: KubeObject) => (one.spec as { configSource?: unknown } | undefined)?.configSource
  if (subresource) return ''
  if (source(object) !== undefined && !equal(source(object), source(old)))
    return `node "${node}" is not allowed to update configSource to a new non-nil configSource`
  if (!equal(taints(object), taints(old))) return `node "${node}" is not allowed to modify taints`
  const before = old.metadata.labels ?? {}
  const refused = [...new Set([...Object.keys(labels), ...Object.keys(before)])]
    .filter((label) => labels[label] !== before[label] && !isFree(label))
    .sort()
  if (refused.length > 0) return `is not allowed to modify labels: ${refused.join(', ')}`
  if (!equal(object.metadata.ownerReferences ?? [], old.metadata.ownerReferences ?? []))
    return `node "${node}" is not allowed to modify ownerReferences`
  return ''
}

function ofPod(server: ApiServer, node: string, request: Request, pod: Pod | null, old: Pod | null): string {
  const { verb, subresource = '' } = request
  if (subresource === 'eviction')
    return old && old.spec.nodeName !== node ? `node ${node} can only evict pods with spec.nodeName set to itself` : ''
  if (subresource === 'status') {
    if (old && old.spec.nodeName !== node)
      return `node "${node}" can only update pod status for pods with spec.nodeName set to itself`
    return pod && old && !equal(pod.metadata.labels ?? {}, old.metadata.labels ?? {})
      ? `node "${node}" cannot update labels through pod status`
      : ''
  }
  if (verb === 'delete' || verb === 'deletecollection')
    return old && old.spec.nodeName !== node
      ? `node "${node}" can only delete pods with spec.nodeName set to itself`
      : ''
  return verb === 'create' && pod ? ofMirror(server, node, pod) : ''
}

function ofMirror(server: ApiServer, node: string, pod: Pod): string {
  const mirror = 'kubernetes.io/config.mirror'
  if (pod.metadata.annotations?.[mirror] === undefined)
    return `pod does not have "${mirror}" annotation, node "${node}" can only create mirror pods`
  if (pod.spec.nodeName !== node) return `node "${node}" can only create pods with spec.nodeName set to itself`
  const owners = pod.metadata.ownerReferences ?? []
  if (owners.length !== 1) return `node "${node}" can only create pods with an owner reference set to itself`
  const [owner] = owners
  if (owner!.apiVersion !== 'v1' || owner!.kind !== 'Node' || owner!.name !== node)
    return `node "${node}" can only create pods with an owner reference set to itself`
  if (owner!.controller !== true)
    return `node "${node}" can only create pods with a controller owner reference set to itself`
  if (owner!.blockOwnerDeletion === true) return `node "${node}" must not set blockOwnerDeletion on an owner reference`
  const found = server.caches.get('nodes')!.objects.get(`/registry/nodes/${node}`)
  if (found && found.metadata.uid !== owner!.uid)
    return `node "${node}" UID mismatch: expected ${owner!.uid} got ${found.metadata.uid ?? ''}`
  if (pod.spec.serviceAccountName) return `node "${node}" can not create pods that reference a service account`
  const references = referencesOf(pod)
  for (const [resource, what] of [
    ['secrets', 'secrets'],
    ['configmaps', 'configmaps'],
    ['persistentvolumeclaims', 'persistentvolumeclaims'],
    ['resourceclaims', 'resourceclaims']
  ] as const)
    if (references.get(resource)!.size > 0) return `node "${node}" can not create pods that reference ${what}`
  return ''
}
