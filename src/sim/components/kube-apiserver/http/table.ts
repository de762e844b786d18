import { since } from '../../../api/duration'
import { tableCells } from '../../../api/table-cells-late'
import { tableColumns } from '../../../api/table-columns'
import { reviewKinds, storedKinds, type Kind } from '../../../api/scheme'
import type { KubeList, KubeObject } from '../../../api/types'
import type { Micros } from '../../../../base/time'
import type { Wire } from '../context'
import { isList } from './partial'

/** An object or a list as rows of cells; a text: why it cannot be. Models pkg/printers/storage/storage.go and metav1.Table. */
export function tableOf(
  resource: Kind | string,
  object: KubeObject | KubeList,
  { form, includeObject }: Wire,
  now: Micros,
  withColumns: boolean
): object | string {
  if (!['', 'Metadata', 'Object', 'None'].includes(includeObject))
    return `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(includeObject)}: must be 'Metadata', 'Object', 'None', or empty`
  const plural = typeof resource === 'string' ? resource : resource.plural
  // Items of a list do not say what they are; the objects of a Table's rows do.
  const { kind: whole, apiVersion } = object as KubeObject
  const row =
    typeof resource === 'string' ? (storedKinds.get(resource) ?? reviewKinds.get(resource) ?? resource) : resource
  const columns = (typeof row === 'string' ? undefined : row.custom?.tables[apiVersion]) ?? tableColumns(row)
  const what = () => ({ kind: isList(object) ? whole.replace(/List$/, '') : whole, apiVersion })
  const rowOf = (item: KubeObject) => ({
    // An address tells its age, though no column says so. Models printIPAddress.
    cells: [
      ...columns.cells(item, now),
      ...(plural === 'ipaddresses' ? [since(item.metadata.creationTimestamp, now)] : [])
    ],
    object:
      includeObject === 'None'
        ? null
        : includeObject === 'Object'
          ? { ...what(), ...item }
          : {
              kind: 'PartialObjectMetadata',
              apiVersion: `meta.k8s.io/${form.version}`,
              metadata: partialMetadata(item)
            },
    ...columns.conditions(item)
  })
  const { resourceVersion, ...rest } = object.metadata
  const { continue: token, remainingItemCount } = rest as { continue?: string; remainingItemCount?: number }
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${form.version}`,
    metadata: {
      ...(resourceVersion && { resourceVersion }),
      ...(isList(object) && token !== undefined && { continue: token }),
      ...(isList(object) && remainingItemCount !== undefined && { remainingItemCount })
    },
    columnDefinitions: withColumns
      ? columns.definitions.map((column) => ({
          ...column,
          description: column.description || tableCells().meaningOf(apiVersion, what().kind, plural, column.name)
        }))
      : null,
    rows: (isList(object) ? ordered(plural, object.items) : [object]).map(rowOf)
  }
}

const deprecated = 'deprecated.daemonset.template.generation'

/** Rows are made of what the server has inside, where a DaemonSet's old count is a field that nobody sees. */
function partialMetadata({ kind, metadata }: KubeObject): KubeObject['metadata'] {
  const { annotations, ...rest } = metadata
  if (annotations?.[deprecated] === undefined || kind === 'ControllerRevision') return metadata
  const { [deprecated]: _, ...others } = annotations
  return { ...rest, ...(Object.keys(others).length > 0 && { annotations: others }) }
}

/** FlowSchemas stand in the order in which they are looked at, all else by its key. Models printFlowSchemaList. */
function ordered(resource: string, items: readonly KubeObject[]): readonly KubeObject[] {
  if (resource !== 'flowschemas') return items
  const precedence = ({ spec }: KubeObject) => (spec as { matchingPrecedence?: number }).matchingPrecedence ?? 0
  return [...items].sort((a, b) => precedence(a) - precedence(b) || (a.metadata.name < b.metadata.name ? -1 : 1))
}
