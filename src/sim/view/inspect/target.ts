/**
 * What can be selected, as text: a machine (`worker-2`), a process (`master-1/etcd`), or an object of the API by its
 * plural name and key (`deployments:default/web`, `nodes:worker-1`). Pods are `pod:default/web-1`.
 */
export interface ObjectTarget {
  readonly resource: string
  /** `namespace/name`, or the name alone. */
  readonly key: string
}

/**
 * The resource of a stored key: its plural name; of a custom kind, which lies under its group, `group/plural`. Null: a key of the
 * cluster's own, which is no object.
 */
export function resourceOf(etcdKey: string, isKnown: (plural: string) => boolean): string | null {
  const [, , first = '', second = '', ...rest] = etcdKey.split('/')
  if (isKnown(first)) return first
  return first.includes('.') && second !== '' && rest.length > 0 ? `${first}/${second}` : null
}

export function objectTarget(target: string): ObjectTarget | null {
  const colon = target.indexOf(':')
  if (colon <= 0) return null
  const resource = target.slice(0, colon)
  return { resource: resource === 'pod' ? 'pods' : resource, key: target.slice(colon + 1) }
}
