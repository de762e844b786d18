import { kindOf, type Kind } from '../../../api/scheme'
import type { Namespace, Status } from '../../../api/types'
import type { ApiServer } from '../context'
import { namespaceTerminating, notFound } from '../errors'

/** Nothing is made in a namespace that is not there, or goes. Models apiserver/pkg/admission/plugin/namespace/lifecycle. */
export function namespaceProblem(server: ApiServer, resource: Kind, name: string, namespace: string): Status | null {
  const namespaces = server.caches.get('namespaces')!
  const found = namespaces.objects.get(`/registry/namespaces/${namespace}`) as Namespace | undefined
  if (!found) {
    // Bootstrap namespaces are made by the server itself, a moment after its first objects may be wanted.
    return systemNamespaces.includes(namespace) ? null : notFound(kindOf('namespaces'), namespace)
  }
  return found.metadata.deletionTimestamp ? namespaceTerminating(resource, name, namespace) : null
}
export const systemNamespaces: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease']
