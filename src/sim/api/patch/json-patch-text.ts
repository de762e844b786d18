import { isFields, PatchError, type Json } from './json'
import { jsonPatch } from './json-patch'

/**
 * Why a JSON patch does not apply, in the words of the library that admission uses. Models evanphx/json-patch v4 patch.go.
 * @param operations a patch that `jsonPatch` refused
 */
export function whyNot(object: Json, operations: readonly Json[]): string {
  let now = object
  for (const operation of operations) {
    try {
      now = jsonPatch(now, [operation])
    } catch (error) {
      if (!(error instanceof PatchError)) throw error
      return told(now, isFields(operation) ? operation : {})
    }
  }
  return ''
}

function told(object: Json, { op, path: given, from }: Readonly<Record<string, Json>>): string {
  const path = typeof given === 'string' ? given : ''
  const [holder, key] = placeOf(object, path)
  const missing = holder === undefined
  switch (op) {
    case 'add':
      return missing
        ? `add operation does not apply: doc is missing path: "${path}": missing value`
        : `error in add for path: '${path}': ${indexProblem(key)}`
    case 'remove':
      return missing
        ? `remove operation does not apply: doc is missing path: "${path}": missing value`
        : `error in remove for path: '${path}': ${Array.isArray(holder) ? indexProblem(key) : `Unable to remove nonexistent key: ${key}: missing value`}`
    case 'replace':
      return `replace operation does not apply: doc is missing ${missing ? 'path' : 'key'}: ${path}: missing value`
    case 'test':
      return missing ? `error in test for path: '${path}': missing value` : `testing value ${path} failed: test failed`
    case 'move':
    case 'copy': {
      const source = typeof from === 'string' ? from : ''
      return `${op} operation does not apply: doc is missing from path: ${source}: missing value`
    }
    default:
      return `Unexpected kind: ${typeof op === 'string' ? op : 'unknown'}`
  }
}

const indexProblem = (key: string): string =>
  /^-?\d+$/.test(key)
    ? `Unable to access invalid index: ${key}: invalid index referenced`
    : `strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`

/** What holds a path's last step, and that step. */
function placeOf(object: Json, path: string): readonly [Json, string] {
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const key = steps.pop() ?? ''
  const holder = steps.reduce<Json>(
    (found, step) => (Array.isArray(found) ? found[Number(step)] : isFields(found) ? found[step] : undefined),
    object
  )
  return [Array.isArray(holder) || isFields(holder) ? holder : undefined, key]
}
