import meanings from './generated/columns.json'
import { placeIn, placeOf, typeAt } from './types'

const known = meanings as Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * What a column of a Table means, as the server says it: the description of a field, or a text of its own. Empty if nobody knows.
 * Models the HumanReadable handlers of pkg/printers/internalversion.
 */
export function meaningOf(apiVersion: string, kind: string, resource: string, column: string): string {
  // Scales are all alike, whatever they are of.
  const place =
    known[resource === 'scale' ? 'apps/v1/scale' : `${apiVersion}/${resource}`]?.[column] ??
    (column === 'Name' ? 'metadata.name' : '')
  if (place.startsWith('=')) return place.slice(1)
  if (place === '') return ''
  const [version, group = ''] = apiVersion.split('/').reverse()
  return fieldText(placeOf(group, version!, kind) ?? placeOf('', 'v1', 'ConfigMap'), place.split('.'))
}

/** The description of a field, some types further in. */
function fieldText(type: number | undefined, [name, ...further]: readonly string[]): string {
  const field = type === undefined ? undefined : typeAt(type).fields.find((one) => one.name === name)
  if (!field) return ''
  // Tables take the words of the Go types, which do not list what a field may be.
  return further.length === 0
    ? field.text.split('\n\nPossible enum values:')[0]!
    : fieldText(placeIn(/#\d+/.exec(field.shape)?.[0] ?? ''), further)
}
