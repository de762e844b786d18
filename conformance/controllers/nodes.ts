import { isPlayed, namespaceIn, type Case, type KubernetesObject } from './cases'
import type { Kubelet } from './kubelet'

/** Every node that the recording names, with what is known of it. */
export function nodesOf({ setup, api_calls, actions }: Case): readonly [string, Readonly<Record<string, unknown>>][] {
  const words = JSON.stringify([setup, actions, api_calls.filter(({ user }) => isPlayed(user))])
  const own = api_calls.flatMap(({ user }) => /^system:node:(?!worker-)(.+)$/.exec(user)?.[1] ?? [])
  const asked = api_calls.flatMap(({ user, uri }) =>
    isPlayed(user) ? (/^\/api\/v1\/nodes\/([^/?]+)/.exec(uri)?.[1] ?? []) : []
  )
  const selected = [...words.matchAll(/"kubernetes\.io\/hostname": ?"([\w-]+)"/g)].map(([, name]) => name!)
  const sized = setup.flatMap((each) => (typeof each === 'object' && 'nodes' in each ? [String(each.nodes)] : []))
  const listed = sized.flatMap((text) => {
    const [, prefix, first, last] = /^([a-z]+-?)(\d+)\.\.[a-z]+-?(\d+)/.exec(text) ?? []
    if (prefix === undefined) return []
    return Array.from(
      { length: Number(last) - Number(first) + 1 },
      (_, i) => `${prefix}${String(Number(first) + i).padStart(first!.length, '0')}`
    )
  })
  const byUser = new Set(
    api_calls
      .filter(({ verb, uri, user }) => user === 'user' && verb === 'create' && uri === '/api/v1/nodes')
      .map(({ body }) => (body as KubernetesObject).metadata.name)
  )
  const others = [...new Set([...own, ...asked, ...selected, ...listed])].filter(
    (name) => !/^worker-/.test(name) && !byUser.has(name)
  )
  const cpu = /cpu (\d+)/.exec(sized.join())?.[1]
  return [
    ...['a', 'a', 'b'].map((zone, i): [string, Readonly<Record<string, unknown>>] => [
      `worker-${i + 1}`,
      { metadata: { labels: { 'topology.kubernetes.io/zone': `zone-${zone}` } } }
    ]),
    ...others.map((name): [string, Readonly<Record<string, unknown>>] => {
      const created = api_calls.find(
        ({ user, verb, uri }) => user === `system:node:${name}` && verb === 'create' && uri === '/api/v1/nodes'
      )
      if (created) return [name, created.body as Readonly<Record<string, unknown>>]
      return [
        name,
        {
          metadata: { labels: { 'lab/case': name.replace(/-?\d+$/, '') } },
          spec: { taints: [{ key: 'lab/dedicated', value: 'x', effect: 'NoSchedule' }] },
          ...(cpu !== undefined && {
            status: { capacity: { cpu, memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' } }
          })
        }
      ]
    })
  ]
}

/** Nodes that somebody made before the recording begins: it names them, and nobody makes them in it. */
export function nodesBefore({ setup, api_calls }: Case): readonly KubernetesObject[] {
  const made = new Set(
    api_calls
      .filter(({ verb, uri }) => verb === 'create' && uri.replace(/\?.*/, '') === '/api/v1/nodes')
      .map(({ body }) => (body as KubernetesObject | undefined)?.metadata.name)
  )
  return setup.filter(
    (each): each is KubernetesObject =>
      typeof each === 'object' && 'kind' in each && each.kind === 'Node' && !made.has(each.metadata.name)
  )
}

/** Namespaces that were there when the recording begins. */
export function namespacesOf({ api_calls }: Case): readonly string[] {
  const created = new Set(
    api_calls
      .filter(
        ({ user, verb, uri }) =>
          (isPlayed(user) && verb === 'create' && uri.startsWith('/api/v1/namespaces?')) || uri === '/api/v1/namespaces'
      )
      .map(({ body }) => (body as KubernetesObject | undefined)?.metadata?.name)
  )
  const named = new Set(api_calls.flatMap(({ uri }) => namespaceIn(uri) ?? []))
  return [...named].filter((name) => !created.has(name) && !/^(default|kube-.*)$/.test(name))
}

export function act(what: string, kubelets: ReadonlyMap<string, Kubelet>): void {
  const named = namesIn(what, kubelets)
  for (const name of named) {
    const kubelet = kubelets.get(name)!
    if (/go(es)? silent|stopped/.test(what)) kubelet.goSilent()
    else if (/reports NotReady/.test(what)) kubelet.say(false)
    else if (/reports Ready/.test(what)) kubelet.say(true)
  }
  if (/^(both )?return$/.test(what)) for (const kubelet of kubelets.values()) kubelet.comeBack()
  if (/^stand-in stopped/.test(what))
    [...kubelets].filter(([name]) => !/^worker-/.test(name)).forEach(([, kubelet]) => kubelet.goSilent())
}

const namesIn = (what: string, kubelets: ReadonlyMap<string, Kubelet>): readonly string[] => {
  const [, prefix, first, last] = /\b([a-z]+-)(\d)\.\.(\d)/.exec(what) ?? []
  if (prefix !== undefined)
    return [...kubelets.keys()].filter((name) => name >= `${prefix}${first}` && name <= `${prefix}${last}`)
  return [...kubelets.keys()].filter((name) => new RegExp(`(^| )${name}( |$)`).test(what))
}
