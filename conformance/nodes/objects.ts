import type { Found } from '../proxy/compare'

/** What is of the machine, of the moment or of who did what before: there must be something, whatever it says. */
const own: readonly RegExp[] = [
  /^metadata\.(?:uid|resourceVersion|creationTimestamp)$/,
  /^metadata\.ownerReferences\.\d+\.uid$/,
  /Time$/,
  /^spec\.podCIDRs?(?:\.0)?$/,
  /^status\.(?:capacity|allocatable)\.(?:cpu|memory|ephemeral-storage)$/,
  /^status\.nodeInfo\.(?:machineID|systemUUID|bootID|kernelVersion)$/,
  /^status\.addresses\.0\.address$/
]
/** Images are what had been pulled; who wrote which field when is graded in `machinery`. */
const apart = /^(?:status\.images|metadata\.managedFields|metadata\.annotations\.lab)/

/** Fields by their paths. */
export function fieldsOf(value: unknown, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (one: unknown, at: string): void => {
    if (apart.test(at)) return
    if (one !== null && typeof one === 'object' && Object.keys(one).length > 0)
      for (const [key, inner] of Object.entries(one)) walk(inner, at === '' ? key : `${at}.${key}`)
    else found.set(at, own.some((rule) => rule.test(at)) ? '…' : JSON.stringify(one))
  }
  walk(value, path)
  return found
}

/** Two objects, field by field. */
export function compareObjects(recorded: unknown, ours: unknown): Found {
  const [theirs, mine] = [fieldsOf(recorded), fieldsOf(ours)]
  const paths = [...new Set([...theirs.keys(), ...mine.keys()])]
  const differences = paths
    .filter((path) => theirs.get(path) !== mine.get(path))
    .map((path) => `${path}: want ${theirs.get(path) ?? 'nothing'}, got ${mine.get(path) ?? 'nothing'}`)
  return { passed: paths.length - differences.length, differences }
}
