/**
 * Some recorded answers were shortened: they name what they keep. This makes the same of a full answer, so that both say as much.
 * What a short form keeps is told by its keys: a place (`metadata.name`), a field of the object, its metadata, spec or status, or only
 * that there was an object (`created`, `ok`).
 */
export function abridged(want: unknown, got: unknown): unknown {
  return cut(want, shortened(want, got))
}

/** Accounts of who wrote what were left out of some recordings. */
function cut(want: unknown, got: unknown): unknown {
  if (Array.isArray(want) && Array.isArray(got)) return got.map((item, i) => cut(want[i], item))
  if (!isObject(want) || !isObject(got)) return got
  return Object.fromEntries(
    Object.entries(got)
      .filter(([name]) => name !== 'managedFields' || name in want)
      .map(([name, item]) => [name, cut(want[name], item)])
  )
}

/** Of some answers only the kind was kept, or how they ended. */
const bare: ReadonlySet<string> = new Set(['kind', 'status', 'code', 'n'])

function shortened(want: unknown, got: unknown): unknown {
  if (!isObject(got)) return got
  if (isObject(want) && Object.keys(want).every((key) => bare.has(key)))
    return Object.fromEntries(
      Object.keys(want).map((key) => [key, key === 'n' ? (got.items as unknown[] | undefined)?.length : got[key]])
    )
  if (isStatus(got)) return got
  const items = Array.isArray(got.items) ? (got.items as unknown[]) : undefined
  if (typeof want === 'number') return items ? items.length : got
  if (Array.isArray(want)) return listed(want, got, items)
  if (!isObject(want)) return got
  if ('columns' in want && Array.isArray(got.rows))
    return {
      columns: (got.columnDefinitions as { name: string }[]).map(({ name }) => name),
      rows: (got.rows as { cells: unknown }[]).map(({ cells }) => cells)
    }
  if ('kind' in want && 'metadata' in want)
    return items && Array.isArray(want.items) && want.items.some((one) => typeof one === 'string')
      ? { ...got, items: items.map((item) => shortItem(item, String((want.items as unknown[])[0]))) }
      : got
  if ('kind' in want) return got
  return Object.fromEntries(Object.entries(want).map(([key, value]) => [key, kept(got, key, value)]))
}

/** `name @resourceVersion`, `namespace/name` or the name alone, as the recording has it. */
function shortItem(item: unknown, form: string): unknown {
  const { metadata } = (isObject(item) ? item : {}) as { metadata?: Readonly<Record<string, string>> }
  const { name = '', namespace = '', resourceVersion = '' } = metadata ?? {}
  if (form.includes(' @')) return `${name} @${resourceVersion}`
  return form.includes('/') ? `${namespace}/${name}` : name
}

function listed(
  want: readonly unknown[],
  got: Readonly<Record<string, unknown>>,
  items: unknown[] | undefined
): unknown {
  const [first] = want
  if (Array.isArray(got.groups) && typeof first === 'string')
    return (got.groups as { name: string }[]).map(({ name }) => name)
  if (items && (first === undefined || typeof first === 'string'))
    return items.map((item) => shortItem(item, String(first ?? '')))
  if (isObject(first) && 'manager' in first) return at(got, 'metadata.managedFields')
  const { storedVersions } = (got.status ?? {}) as { storedVersions?: unknown }
  return storedVersions ?? got
}

const others: Readonly<Record<string, string>> = {
  qos: 'status.qosClass',
  ann: 'metadata.annotations',
  p: 'spec.matchingPrecedence'
}

function kept(got: Readonly<Record<string, unknown>>, key: string, want: unknown): unknown {
  if (key.includes('.')) return at(got, key)
  if (key === 'created' || key === 'ok') {
    if (isObject(want))
      return Object.fromEntries(Object.keys(want).map((name) => [name, partOf(got, name, want[name])]))
    if (typeof want === 'string' && want === got.kind) return got.kind
    const { name, namespace } = (got.metadata ?? {}) as { name?: string; namespace?: string }
    return typeof want !== 'string' ? want : want === namespace ? namespace : name
  }
  if (key === 'metadata' && isObject(want) && isObject(got.metadata)) {
    const { metadata } = got
    return Object.fromEntries(Object.keys(want).map((name) => [name, metadata[name]]))
  }
  return partOf(got, key, want)
}

/** Null stands for a field that is not there; of containers only the fields that are named. */
function partOf(got: Readonly<Record<string, unknown>>, key: string, want: unknown): unknown {
  const place = others[key]
  const found =
    place !== undefined
      ? at(got, place)
      : [got, got.metadata, got.spec, got.status].flatMap((one) => (isObject(one) && key in one ? [one[key]] : []))[0]
  if (want === null && found === undefined) return null
  if (Array.isArray(want) && Array.isArray(found))
    return (found as unknown[]).map((item, i) => {
      const model: unknown = want[i]
      return isObject(item) && isObject(model)
        ? Object.fromEntries(Object.entries(item).filter(([name]) => name in model || key !== 'containers'))
        : item
    })
  return found
}

const at = (object: unknown, place: string): unknown =>
  place.split('.').reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), object)
const isStatus = (value: Readonly<Record<string, unknown>>): boolean => value.kind === 'Status'
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
