import type { Moment, PodManifest } from '../../../src/rigs/pods'
import type { Json } from './seen'

/** ConfigMaps and Secrets that a pod names and that nothing in its record says to be missing, each with the keys that are asked for. */
export function surroundings(manifest: PodManifest, timeline: readonly Moment[]): Json[] {
  const keys = new Map<string, Set<string>>()
  const add = (kind: string, name: unknown, key?: unknown): void => {
    const id = `${kind}/${String(name)}`
    const known = keys.get(id) ?? new Set()
    if (key !== undefined) known.add(String(key))
    keys.set(id, known)
  }
  walk(manifest.spec, (field, value) => {
    if (field === 'configMapKeyRef') add('ConfigMap', value.name, value.key)
    if (field === 'secretKeyRef') add('Secret', value.name, value.key)
    if (field === 'configMapRef' || field === 'configMap') add('ConfigMap', value.name)
    if (field === 'secretRef') add('Secret', value.name)
    if (field === 'secret') add('Secret', value.secretName ?? value.name)
  })
  const all = timeline.map(({ what }) => what).join('\n')
  return [...keys].flatMap(([id, wanted]) => {
    const [kind = '', name = ''] = id.split('/')
    if (
      new RegExp(`${kind} ?\\\\*"?${name}\\\\*"? not found|${kind.toLowerCase()} \\\\*"${name}\\\\*" not found`).test(
        all
      )
    )
      return []
    const missing = [...all.matchAll(/couldn't find key (\S+) in|non-existent config key: (\S+)/g)].map(
      ([, a, b]) => a ?? b
    )
    const data = Object.fromEntries(
      [...(wanted.size > 0 ? wanted : ['k'])].filter((key) => !missing.includes(key)).map((key) => [key, 'v1'])
    )
    return [{ apiVersion: 'v1', kind, metadata: { name }, ...(kind === 'Secret' ? { stringData: data } : { data }) }]
  })
}

function walk(value: unknown, visit: (field: string, value: Json) => void): void {
  if (Array.isArray(value)) value.forEach((one) => walk(one, visit))
  else if (typeof value === 'object' && value !== null)
    for (const [field, inner] of Object.entries(value)) {
      if (typeof inner === 'object' && inner !== null) visit(field, inner as Json)
      walk(inner, visit)
    }
}
