/** What no two servers share, by its form. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b10\.244\.\d+\.0\/24\b/g, '<podCIDR>'],
  [/\b10\.(9[6-9]|10\d|11[01])\.\d+\.\d+\b/g, '<clusterIP>'],
  [/kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}/g, 'kube-api-access-<suffix>'],
  [/(Too large resource version: \d+, current: )\d+/g, '$1<rv>'],
  [/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g, '<certificate>']
]

/** An answer without what is another on every server, unless it stood in the request. */
export function normalised(value: unknown, sent: string, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => normalised(item, sent, key))
    return key.endsWith('managedFields') ? items.sort(byManager) : items
  }
  if (isTable(value)) return { ...(normalisedFields(value, sent) as object), rows: rowsOf(value, sent) }
  if (typeof value === 'object' && value !== null) return normalisedFields(value, sent)
  if (typeof value === 'number') return key === 'nodePort' || key === 'remainingItemCount' ? '<n>' : value
  if (typeof value !== 'string') return value
  // "name @revision"
  if (key === 'items' && / @\d+$/.test(value)) return value.replace(/ @\d+$/, ' @<rv>')
  if ((key === 'resourceVersion' || key.endsWith('.resourceVersion')) && /^\d*$/.test(value)) return '<rv>'
  if (key === 'continue') return '<token>'
  if (key === 'caBundle') return '<certificates>'
  return patterns.reduce(
    (text, [pattern, form]) =>
      text.replace(pattern, (found: string, first: unknown) =>
        sent.includes(found) ? found : form.replace('$1', String(first))
      ),
    value
  )
}

const normalisedFields = (value: object, sent: string): object =>
  Object.fromEntries(Object.entries(value).map(([name, item]) => [name, normalised(item, sent, name)]))

interface Table {
  readonly columnDefinitions?: readonly { readonly name: string }[]
  readonly columns?: readonly string[]
  readonly rows: readonly unknown[]
}
const isTable = (value: unknown): value is Table =>
  isObject(value) && Array.isArray(value.rows) && ('columnDefinitions' in value || 'columns' in value)

/** How old an object is: no two servers made theirs at the same time. A cell beyond the columns is one, too. */
function rowsOf({ columnDefinitions, columns, rows }: Table, sent: string): unknown {
  const names = columns ?? columnDefinitions?.map(({ name }) => name) ?? []
  const aged = (cell: unknown, i: number): unknown =>
    /^(Age|Last Seen|First Seen|Duration)$/.test(names[i] ?? 'Age') && /^(\d+[smhdy])+$/.test(String(cell))
      ? '<age>'
      : normalised(cell, sent)
  const told = (rows as readonly unknown[]).map((row) => {
    if (Array.isArray(row)) return (row as readonly unknown[]).map(aged)
    const { cells = [], ...rest } = row as { cells?: readonly unknown[] }
    return { ...normalisedFields(rest, sent), cells: cells.map(aged) }
  })
  // Components are asked side by side, and listed as they answer.
  return names.join() === 'Name,Status,Message,Error' ? told.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1)) : told
}
const textOf = (value: unknown): string => JSON.stringify(value)

/**
 * Entries stand in the order of their seconds, then of their managers' names: which write fell into which second is another on every
 * run.
 */
const byManager = (a: unknown, b: unknown): number => (managerOf(a) < managerOf(b) ? -1 : 1)
const managerOf = (entry: unknown): string => {
  const {
    manager = '',
    operation = '',
    apiVersion = '',
    subresource = ''
  } = (entry ?? {}) as Readonly<Record<string, string>>
  return `${manager} ${operation} ${apiVersion} ${subresource}`
}

export function differences(want: unknown, got: unknown, path = ''): string[] {
  if (want === got) return []
  if (Array.isArray(want) && Array.isArray(got))
    return Array.from({ length: Math.max(want.length, got.length) }).flatMap((_, i) =>
      differences(want[i], got[i], `${path}[${i}]`)
    )
  if (isObject(want) && isObject(got))
    return [...new Set([...Object.keys(want), ...Object.keys(got)])].flatMap((key) =>
      differences(want[key], got[key], `${path}.${key}`)
    )
  return [`${path || 'body'}: want ${shown(want)} got ${shown(got)}`]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 160)
