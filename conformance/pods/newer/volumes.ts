import type { Moment } from '../../../src/rigs/pods'
import type { Json } from './seen'

const isToken = (volume: unknown): boolean => String(volume).startsWith('kube-api-access-')

/**
 * A pod's volumes as its record tells them where nobody described them: the kubelet's log names each with its plugin
 * (`kubernetes.io/configmap/UID-c`), failures name what was missing of it. One of which nothing but the mount is known is an empty directory.
 */
export function volumesIn(patches: readonly Json[], timeline: readonly Moment[]): Json {
  const mounts = ['initContainerStatuses', 'containerStatuses'].flatMap((list) =>
    ((patches[0]?.[list] ?? []) as Json[]).flatMap(({ volumeMounts }) => (volumeMounts ?? []) as Json[])
  )
  const names = [...new Set(mounts.map(({ name }) => String(name)))].filter((name) => !isToken(name))
  const log = timeline.filter(({ component }) => component === 'kubelet log').map(({ what }) => what)
  return names.length > 0 ? { volumes: names.map((name) => ({ name, ...sourceOf(name, log, timeline) })) } : {}
}

function sourceOf(name: string, log: readonly string[], timeline: readonly Moment[]): Json {
  const unique = new RegExp(`UniqueName: \\\\*"kubernetes\\.io/([a-z-]+)/[0-9a-f-]{36}-${name}\\\\*"`)
  const plugin = log.map((line) => unique.exec(line)?.[1]).find(Boolean)
  const failure = log
    .map((line) => new RegExp(`MountVolume\\.SetUp failed for volume "${name}" .*? : (.*)$`).exec(line)?.[1])
    .find(Boolean)
  const missing = /^(?:configmap|secret) "(.*?)" not found/.exec(failure ?? '')?.[1] ?? `of-${name}`
  if (plugin === 'configmap') return { configMap: { name: missing, ...missingKey(failure) } }
  if (plugin === 'secret') return { secret: { secretName: missing, ...missingKey(failure) } }
  if (plugin === 'host-path') return { hostPath: hostPath(name, failure) }
  if (plugin === 'image') return { image: { reference: pulledFor(timeline) } }
  return { emptyDir: {} }
}

/** A key that was asked for and is not there; `describe` does not print which keys a volume asks for. */
export function missingKey(failure: string | undefined): Json {
  const key = /references non-existent (?:config|secret) key: (\S+)/.exec(failure ?? '')?.[1]
  return key ? { items: [{ key, path: key }] } : {}
}

const types: Readonly<Record<string, string>> = {
  directory: 'Directory',
  file: 'File',
  'socket file': 'Socket',
  'character device': 'CharDevice',
  'block device': 'BlockDevice'
}

function hostPath(name: string, failure: string | undefined): Json {
  const [, path, kind = ''] = /hostPath type check failed: (\S+) is not a (.*?)$/.exec(failure ?? '') ?? []
  return path ? { path, type: types[kind] ?? '' } : { path: `/tmp/${name}` }
}

/** Events about a container name it; those about a volume's image are the pod's. */
function pulledFor(timeline: readonly Moment[]): string {
  const said = timeline
    .filter(({ component }) => component === 'kubelet')
    .map(({ what }) => /^EVENT (?:Normal|Warning) \w+: (?:Pulling|Container) image "(.*?)"[^[]*$/.exec(what)?.[1])
  return said.find(Boolean) ?? ''
}
