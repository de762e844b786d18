import { isFields, jsonKind, PatchError, type Fields, type Json } from './json'

const failed = (): PatchError => new PatchError('the server rejected our request due to an error in our request', 422)

/** Applies a JSON patch. RFC 6902. Throws PatchError: a patch that does not fit is refused as a whole. */
export function jsonPatch(object: Json, operations: Json): Json {
  const type = 'of type []handlers.jsonPatchOp'
  if (!Array.isArray(operations))
    throw new PatchError(
      `error decoding patch: json: cannot unmarshal ${jsonKind(operations)} into Go value ${type}`,
      400
    )
  return operations.reduce<Json>(apply, object)
}

function apply(object: Json, operation: Json): Json {
  if (!isFields(operation)) throw failed()
  const { op, path, value, from } = operation
  const steps = stepsOf(path)
  switch (op) {
    case 'add':
      return put(object, steps, value, 'add')
    case 'replace':
      // A field that is not there is made, an element is not. Models evanphx/json-patch partialDoc.get.
      find(object, steps.slice(0, -1))
      return put(object, steps, value, 'replace')
    case 'remove':
      find(object, steps)
      return remove(object, steps)
    case 'move': {
      const moved = find(object, stepsOf(from))
      return put(remove(object, stepsOf(from)), steps, moved, 'add')
    }
    case 'copy':
      return put(object, steps, find(object, stepsOf(from)), 'add')
    case 'test':
      if (JSON.stringify(find(object, steps) ?? null) !== JSON.stringify(value ?? null)) throw failed()
      return object
    default:
      throw failed()
  }
}

function stepsOf(path: Json): string[] {
  if (typeof path !== 'string' || (path !== '' && !path.startsWith('/'))) throw failed()
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Index into a list; `-` is its end. */
function indexOf(list: readonly Json[], step: string, last: number): number {
  const at = step === '-' ? list.length : /^(0|[1-9]\d*)$/.test(step) ? Number(step) : -1
  if (at < 0 || at > last) throw failed()
  return at
}

function find(value: Json, steps: readonly string[]): Json {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (Array.isArray(value)) return find(value[indexOf(value, step, value.length - 1)], rest)
  if (!isFields(value) || !Object.hasOwn(value, step)) throw failed()
  return find(value[step], rest)
}

function put(value: Json, steps: readonly string[], item: Json, how: 'add' | 'replace'): Json {
  const [step, ...rest] = steps
  if (step === undefined) return item
  if (Array.isArray(value)) {
    const next = value.slice()
    const isLast = rest.length === 0
    const at = indexOf(value, step, isLast && how === 'add' ? value.length : value.length - 1)
    if (isLast && how === 'add') next.splice(at, 0, item)
    else next[at] = put(value[at], rest, item, how)
    return next
  }
  if (!isFields(value)) throw failed()
  if (rest.length > 0 && !Object.hasOwn(value, step)) throw failed()
  return { ...value, [step]: put(value[step], rest, item, how) }
}

function remove(value: Json, steps: readonly string[]): Json {
  const [step, ...rest] = steps
  if (step === undefined) return null
  if (Array.isArray(value)) {
    const at = indexOf(value, step, value.length - 1)
    const next = value.slice()
    if (rest.length > 0) next[at] = remove(value[at], rest)
    else next.splice(at, 1)
    return next
  }
  const next: Fields = { ...(value as Fields) }
  if (rest.length > 0) next[step] = remove(next[step], rest)
  else delete next[step]
  return next
}
