import type { Moment, PodManifest } from '../../../src/rigs/pods'
import type { Json } from './seen'

/** An object that a pod needs, and the millisecond of its life at which somebody made it; null: it was there before. */
export interface Needed {
  readonly object: Json
  readonly at: number | null
}

/**
 * ConfigMaps and Secrets that a pod names, each with the keys that are asked for: all but those that its record says to be missing to its end.
 * One that was missing until a volume of it could be mounted was made between the last mount that failed and that one.
 */
export function surroundings(manifest: PodManifest, timeline: readonly Moment[]): Needed[] {
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
    for (const { key } of (field === 'configMap' || field === 'secret' ? (value.items ?? []) : []) as Json[])
      add(field === 'secret' ? 'Secret' : 'ConfigMap', value.secretName ?? value.name, key)
  })
  const all = timeline.map(({ what }) => what).join('\n')
  return [...keys].flatMap(([id, wanted]) => {
    const [kind = '', name = ''] = id.split('/')
    const text = `${kind} ?\\\\*"?${name}\\\\*"? not found|${kind.toLowerCase()} \\\\*"${name}\\\\*" not found`
    const at = new RegExp(text).test(all) ? madeLater(new RegExp(text), kind.toLowerCase(), timeline) : null
    if (at === 'never') return []
    const missing = [...all.matchAll(/couldn't find key (\S+) in|non-existent config key: (\S+)/g)].map(
      ([, a, b]) => a ?? b
    )
    const data = Object.fromEntries(
      [...(wanted.size > 0 ? wanted : ['k'])].filter((key) => !missing.includes(key)).map((key) => [key, 'v1'])
    )
    const values = kind === 'Secret' ? { stringData: data } : { data }
    return [{ object: { apiVersion: 'v1', kind, metadata: { name }, ...values }, at }]
  })
}

function madeLater(missing: RegExp, plugin: string, timeline: readonly Moment[]): number | 'never' {
  const log = timeline.filter(({ component }) => component === 'kubelet log')
  const last = log.findLast(({ what }) => missing.test(what))?.t_ms ?? Infinity
  const mounted = log.find(
    ({ what, t_ms }) =>
      t_ms > last && what.includes('MountVolume.SetUp succeeded') && what.includes(`kubernetes.io/${plugin}/`)
  )
  return mounted ? Math.round((last + mounted.t_ms) / 2) : 'never'
}

function walk(value: unknown, visit: (field: string, value: Json) => void): void {
  if (Array.isArray(value)) value.forEach((one) => walk(one, visit))
  else if (typeof value === 'object' && value !== null)
    for (const [field, inner] of Object.entries(value)) {
      if (typeof inner === 'object' && inner !== null) visit(field, inner as Json)
      walk(inner, visit)
    }
}
