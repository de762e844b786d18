import type { Micros } from '../../../../base/time'
import type { KubeObject } from '../../../api/types'
import type { Kind } from '../../../api/scheme'
import { objectName } from '../../../api/scheme'
import { align, getTable, type TabWriter } from '../tabwriter'
import { findPath, jsonPath, shown } from './paths'
import { labelText, nameAndAge, none } from '../../../api/kinds/columns'
import { toYaml } from './yaml'

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

/** The object without what kubectl hides. */
function shownObject(object: unknown): unknown {
  const { metadata, ...rest } = object as { metadata?: Record<string, unknown> }
  if (!metadata) return object
  const { managedFields: _managedFields, ...kept } = metadata
  return { ...rest, metadata: kept }
}

/** `-o yaml`, `-o json`, `-o jsonpath=…`, `-o custom-columns=…`; undefined if the format is unknown. */
export function formatted(format: string, value: unknown): string | undefined {
  const items = (value as { items?: unknown[] }).items
  const cleaned = items ? { ...(value as object), items: items.map(shownObject) } : shownObject(value)
  if (format === 'yaml') return toYaml(cleaned)
  if (format === 'json') return `${JSON.stringify(sorted(cleaned), null, 4)}\n`
  if (format.startsWith('jsonpath=')) return jsonPath(cleaned, format.slice('jsonpath='.length))
  if (format.startsWith('custom-columns='))
    return customColumns(format.slice('custom-columns='.length), items ?? [value])
  return undefined
}

/** Keys in alphabetical order, as Go's encoder writes maps. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const map = value as Record<string, unknown>
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, sorted(map[key])])
  )
}

function customColumns(spec: string, objects: readonly unknown[]): string {
  const columns = spec.split(',').map((column) => {
    const at = column.indexOf(':')
    return { header: column.slice(0, at), path: column.slice(at + 1) }
  })
  const rows = objects.map((object) => columns.map(({ path }) => findPath(object, path).map(shown).join(',') || none))
  return `${align([columns.map(({ header }) => header), ...rows].map((cells) => cells.join('\t')).join('\n'), getTable())}\n`
}

/** A list of any objects, as kubectl prints several at once. */
export const listOf = (items: readonly KubeObject[]): unknown => ({
  apiVersion: 'v1',
  items,
  kind: 'List',
  metadata: { resourceVersion: '' }
})
