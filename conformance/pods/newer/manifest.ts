import type { PodManifest } from '../../../src/rigs/pods'
import { answersOf } from './application'
import { readDescribed } from './described'
import { inferSpec } from './inferred'
import type { Recording } from './recording'
import type { Json } from './seen'
import { missingKey } from './volumes'

/** A pod's manifest as its record tells it, or why it does not. */
export type Known = { readonly manifest: PodManifest } | { readonly unknown: string }

/**
 * What `kubectl describe` printed, and for what that does not print (restart policy, grace periods, hooks, deadlines) or where nobody
 * asked, what the record itself says.
 */
export function manifestOf({ pod, namespace, timeline, described }: Recording): Known {
  const said = inferSpec(timeline)
  const told = described === undefined ? null : readDescribed(described)
  const spec = (told?.spec ?? {}) as { containers?: Json[]; initContainers?: Json[]; volumes?: Json[] }
  const refused = refusedFor(timeline)
  if (!told && said.main.length === 0 && !refused)
    return { unknown: 'no status, event or description tells its containers' }
  // What was resized was described with what it had in the end.
  const resized = timeline.some(({ what }) => what.startsWith('PATCH pods/resize'))
  const init = merged(spec.initContainers ?? [], said.init, resized)
  const main = merged(
    spec.containers ?? [],
    said.main.length > 0 || !refused ? said.main : [refused.container],
    resized
  )
  const notes = Object.assign({}, ...[...init, ...main].map((one) => answersOf(one, timeline))) as Json
  const direct = !timeline.some(({ what }) => what.startsWith('CREATE pods/binding'))
  return {
    manifest: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: pod,
        ...(namespace === 'default' ? {} : { namespace }),
        ...(told ? { labels: told.labels } : {}),
        annotations: { ...((told?.annotations ?? {}) as Json), ...notes }
      },
      spec: {
        ...said.spec,
        ...spec,
        ...(spec.volumes ? { volumes: spec.volumes.map((one) => withKeys(one, timeline)) } : {}),
        ...(init.length > 0 ? { initContainers: init } : {}),
        containers: main,
        ...refused?.spec,
        ...(direct ? { nodeName: 'worker-1' } : {})
      }
    } as unknown as PodManifest
  }
}

/** Which keys a volume asks for is not described: one that was missing is told by the mount that failed of it. */
function withKeys(volume: Json, timeline: Recording['timeline']): Json {
  const about = `MountVolume.SetUp failed for volume "${String(volume.name)}" `
  const keys = missingKey(timeline.find(({ what }) => what.includes(about) && what.includes('non-existent'))?.what)
  const [kind, source] = Object.entries(volume).find(([field]) => field !== 'name') ?? []
  return kind && keys.items ? { ...volume, [kind]: { ...(source as Json), ...keys } } : volume
}

/** What the refusal of a pod says of it: the request that was too much, or that its node was not the selected one. */
function refusedFor(timeline: Recording['timeline']): { container: Json; spec: Json } | null {
  const container = { name: 'app', image: 'nginx:1.27' }
  for (const { what } of timeline) {
    const [, resource, amount] = /enough resource: (cpu|memory|ephemeral-storage), requested: (\d+)/.exec(what) ?? []
    const quantity = resource === 'cpu' ? `${amount}m` : amount
    if (resource) return { container: { ...container, resources: { requests: { [resource]: quantity } } }, spec: {} }
    const [, sysctl] = /SysctlForbidden: forbidden sysctl: "(.*?)"/.exec(what) ?? []
    if (sysctl) return { container, spec: { securityContext: { sysctls: [{ name: sysctl, value: '1' }] } } }
    if (what.includes('Predicate NodeAffinity failed'))
      return { container, spec: { nodeSelector: { 'not-this': 'node' } } }
  }
  return null
}

/** Described containers in their order, with what only the record says. */
function merged(described: readonly Json[], said: readonly Json[], resized: boolean): Json[] {
  if (described.length === 0) return [...said]
  return described.map((container) => {
    const {
      command: _own,
      resources,
      volumeMounts: _mounts,
      ...rest
    } = said.find(({ name }) => name === container.name) ?? {}
    return { ...rest, ...container, ...(resized && resources ? { resources } : {}) }
  })
}
