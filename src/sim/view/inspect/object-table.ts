import { nameAndAge } from '../../api/kinds/columns'
import { storedKinds, type Kind } from '../../api/scheme'
import type { KubeObject } from '../../api/types'
import { clockOf } from '../../kernel/outbox'
import type { World } from '../../kernel/world'
import { storedKeys, storedObjects } from '../truth'
import { resourceOf } from './target'

/** Objects of one kind at an instant, in the columns of `kubectl get -o wide`. */
export interface ObjectTableView {
  readonly resource: string
  /** Every kind of which there are objects, by plural name, with how many. */
  readonly kinds: readonly { readonly resource: string; readonly kind: string; readonly count: number }[]
  readonly headers: readonly string[]
  readonly rows: readonly { readonly target: string; readonly cells: readonly string[] }[]
  /** Objects of that kind, also those beyond the rows. */
  readonly total: number
}

const mostRows = 500

export function objectTable(world: World, wanted: string): ObjectTableView {
  const kinds = kindsOf(world)
  const resource = kinds.some((kind) => kind.resource === wanted) ? wanted : (kinds[0]?.resource ?? wanted)
  const kind = storedKinds.get(resource)
  const objects = storedObjects<KubeObject>(world, resource)
  const { headers, wide = [], row } = kind?.code.columns ?? nameAndAge
  const now = clockOf(world)
  // Of a custom kind its objects say it.
  const namespaced = kind?.namespaced ?? objects.some(({ metadata }) => metadata.namespace !== undefined)
  return {
    resource,
    kinds,
    headers: [...(namespaced ? ['NAMESPACE'] : []), ...headers, ...wide],
    total: objects.length,
    rows: objects.slice(0, mostRows).map((object) => {
      const { namespace, name } = object.metadata
      const key = namespaced ? `${namespace}/${name}` : name
      return {
        target: `${resource === 'pods' ? 'pod' : resource}:${key}`,
        cells: [...(namespaced ? [namespace ?? ''] : []), ...row(object, now)]
      }
    })
  }
}

/** What `kubectl get all` means first, then kinds that have columns of their own; within that as the scheme lists them. */
const rank = ({ categories, code }: Kind): number => (categories.includes('all') ? 0 : code.columns ? 1 : 2)

function kindsOf(world: World): ObjectTableView['kinds'] {
  const counts = new Map<string, number>()
  for (const { key } of storedKeys(world)) {
    const resource = resourceOf(key, (plural) => storedKinds.has(plural))
    if (resource !== null) counts.set(resource, (counts.get(resource) ?? 0) + 1)
  }
  const known = [...storedKinds.values()]
    .filter(({ plural }) => counts.has(plural))
    .sort((a, b) => rank(a) - rank(b))
    .map(({ plural, kind }) => ({ resource: plural, kind, count: counts.get(plural)! }))
  const custom = [...counts].flatMap(([resource, count]) =>
    storedKinds.has(resource) ? [] : [{ resource, kind: storedObjects<KubeObject>(world, resource)[0]!.kind, count }]
  )
  return [...known, ...custom]
}
