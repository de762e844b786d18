import type { Micros } from '../../../../base/time'
import type { KubeObject } from '../../../api/types'
import type { Kind } from '../../../api/scheme'
import { objectName } from '../../../api/scheme'
import { align, getTable, type TabWriter } from '../tabwriter'
import { labelText, nameAndAge } from '../../../api/kinds/columns'

export interface TableOptions {
  readonly wide: boolean
  readonly withNamespace: boolean
  /** `pod/web-1` instead of `web-1`: when several kinds are printed. */
  readonly withKind: boolean
  readonly showLabels: boolean
  readonly noHeaders: boolean
  /** Labels that get a column of their own (`-L`). */
  readonly labelColumns: readonly string[]
}

/** The table of `kubectl get`. */
export function table(
  resource: Kind,
  objects: readonly KubeObject[],
  now: Micros,
  options: TableOptions,
  writer: TabWriter = getTable()
): string {
  const { headers, wide = [], row } = resource.code.columns ?? nameAndAge
  const rows = objects.map((object) => {
    const cells = [...row(object, now)].slice(0, headers.length + (options.wide ? wide.length : 0))
    if (options.withKind) cells[0] = objectName(resource, object.metadata.name)
    if (options.withNamespace) cells.unshift(object.metadata.namespace ?? '')
    for (const key of options.labelColumns) cells.push(object.metadata.labels?.[key] ?? '')
    if (options.showLabels) cells.push(labelText(object.metadata.labels))
    return cells
  })
  if (!options.noHeaders) {
    rows.unshift([
      ...(options.withNamespace && resource.namespaced ? ['NAMESPACE'] : []),
      ...headers,
      ...(options.wide ? wide : []),
      ...options.labelColumns.map((key) => (key.split('/').at(-1) ?? '').toUpperCase()),
      ...(options.showLabels ? ['LABELS'] : [])
    ])
  }
  return `${align(rows.map((cells) => cells.join('\t')).join('\n'), writer)}\n`
}

/** A list of any objects, as kubectl prints several at once. */
export const listOf = (items: readonly KubeObject[]): unknown => ({
  apiVersion: 'v1',
  items,
  kind: 'List',
  metadata: { resourceVersion: '' }
})
