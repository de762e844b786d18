import type { KubeObject, Pod } from '../../../api/types'
import { Table } from '../../../../base/table'
import type { ApiServer } from '../context'
import type { Change } from '../watch-cache'
import { rbacResources } from './rbac/bindings'

const placeOf = (object: KubeObject): string | undefined => {
  const { metadata, spec } = object as Pod
  return spec.nodeName ? `${spec.nodeName}/${metadata.namespace}/${metadata.name}` : undefined
}

/** Changes of what authorizers look at: roles and bindings, pods on nodes. */
export function noticed(server: ApiServer, resource: string, changes: readonly Change[]): void {
  if (rbacResources.has(resource)) server.rbac = Object.freeze({})
  if (resource !== 'pods') return
  for (const { object, deleted } of changes) {
    const place = placeOf(object)
    if (place === undefined) continue
    if (deleted) server.podsOnNodes.delete(place)
    else server.podsOnNodes.set(place, object)
  }
}

/** A cache was filled anew. */
export function filledAnew(server: ApiServer, resource: string): void {
  if (rbacResources.has(resource)) server.rbac = Object.freeze({})
  if (resource === 'flowschemas' || resource === 'prioritylevelconfigurations') server.flows = Object.freeze({})
  if (resource !== 'pods') return
  const pods = [...server.caches.get('pods')!.objects.values()]
  server.podsOnNodes = new Table(
    pods
      .flatMap((pod) => {
        const place = placeOf(pod)
        return place === undefined ? [] : [[place, pod] as const]
      })
      .sort(([a], [b]) => (a < b ? -1 : 1))
  )
}
