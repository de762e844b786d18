import { createSimulation } from '../../src/sim'
import { storedKeys, storedValue } from '../../src/sim/view/truth'
import type { ApiRequest, ServerMessage } from '../../src/sim/components/kube-apiserver/messages'
import { uriOf } from '../../src/sim/components/kubectl/url'
import { prepare, presetOf, type Scenario } from '../../src/scenarios'
import {
  isPlayed,
  namespaceIn,
  shortUser,
  type Case,
  type KubernetesObject,
  type Outcome,
  type RecordedCall,
  type RecordedEvent
} from './cases'
import { Kubelet } from './kubelet'
import { ms, Outside, type Caller } from './outside'
import { Metrics } from './metrics'
import { steady } from './compare'

const scenario: Scenario = {
  ...presetOf('single-master-fails')!,
  profile: 'kubernetes',
  cluster: { masters: 1, workers: 0, zones: 0, runtime: 'containerd', loadBalancer: false },
  flags: { 'users-rate-per-s': 0, 'static-pods': false, 'masters-are-nodes': false, 'allocate-node-cidrs': true },
  workloads: [],
  faults: []
}

const admin: Caller = {
  user: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:masters', 'system:authenticated']
}

/** Runs a case: the same requests from outside at the same times, and what controllers make of them. */
export function play(recorded: Case): Outcome {
  const isSchedulerAlone = /no kubelet and no kube-controller-manager/.test(recorded.stand_ins)
  // What makes a namespace usable is there before.
  const faults = isSchedulerAlone ? ['25s pause master-1/kube-controller-manager'] : []
  const spec = prepare({ ...scenario, startsAt: startOf(recorded), faults })
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  const outside = new Outside(simulation)
  outside.advance(0)
  const kubelets = new Map<string, Kubelet>()
  const nodes = isSchedulerAlone ? [] : nodesOf(recorded)
  nodes.forEach(([name, manifest], i) => kubelets.set(name, new Kubelet(outside, name, i + 1, manifest)))
  const registered = new Set(
    recorded.actions.flatMap(({ do: what }) => /^(?:node )?(\S+) registers$/.exec(what)?.[1] ?? [])
  )
  for (const [name, kubelet] of kubelets) if (!registered.has(name)) kubelet.start()
  for (const name of namespacesOf(recorded))
    outside.request(admin, 'POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const metrics = new Metrics(outside, () => stored(simulation))
  if (recorded.api_calls.some(({ uri }) => uri.includes('metrics.k8s.io/'))) metrics.start(admin)
  outside.advance(before)
  const start = outside.now
  const from = simulation.history.timeline.length
  const made = new Made(recorded.api_calls)
  const audit = () => auditOf(simulation, from)
  for (const call of recorded.api_calls)
    if (isPlayed(call.user))
      outside.at(start + call.t_ms * ms, () => ask(outside, asGiven(call, recorded), made.translate(call.uri, audit)))
  for (const action of recorded.actions)
    outside.at(start + action.t_ms * ms, () => {
      if (action.do === 'metrics') metrics.show(action, (name) => made.translate(name, audit))
      else act(action.do, kubelets)
    })
  outside.advance(start + recorded.duration_ms * ms)
  const objects = stored(simulation)
  return {
    calls: audit(),
    // Those of a namespace that is gone were seen as well.
    events: [...objects.filter(({ kind }) => kind === 'Event'), ...audit().flatMap(eventIn)].map(eventOf),
    final: objects.filter(({ kind }) => kind !== 'Event')
  }
}

/** How long before a case its nodes and namespaces are made. */
const before = 30_000 * ms

/** What the clock shows at time 0, so that the case begins at the time of day at which it was recorded. */
function startOf({ api_calls, final, date }: Case): string {
  const made = api_calls.flatMap(({ t_ms, user, verb, body }) => {
    if (user !== 'user' || verb !== 'create') return []
    const { kind, metadata } = (body ?? {}) as Partial<KubernetesObject>
    const found = final.find((each) => each.kind === kind && each.metadata.name === metadata?.name)
    const at = found?.metadata.creationTimestamp
    return typeof at === 'string' ? [Date.parse(at) - t_ms] : []
  })
  const begun = made.length > 0 ? Math.min(...made) : Date.parse(date)
  return new Date(begun - before / ms)
    .toISOString()
    .replace('Z', '000Z')
    .replace(/(\.\d{3})000Z/, '$1Z')
}

/** What was created as it was given, before the API server filled in what is missing. */
function asGiven(call: RecordedCall, { setup }: Case): RecordedCall {
  if (call.verb !== 'create') return call
  if (call.body === undefined) return call
  const { kind, metadata } = call.body as KubernetesObject
  const given = setup.find(
    (each): each is KubernetesObject =>
      typeof each === 'object' && 'kind' in each && each.kind === kind && each.metadata.name === metadata.name
  )
  return given ? { ...call, body: given } : call
}

/** Every node that the recording names, with what is known of it. */
function nodesOf({ setup, api_calls, actions }: Case): readonly [string, Readonly<Record<string, unknown>>][] {
  const words = JSON.stringify([setup, actions, api_calls.filter(({ user }) => isPlayed(user))])
  const own = api_calls.flatMap(({ user }) => /^system:node:(?!worker-)(.+)$/.exec(user)?.[1] ?? [])
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
  const others = [...new Set([...own, ...selected, ...listed])].filter(
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

/** Namespaces that were there when the recording begins. */
function namespacesOf({ api_calls }: Case): readonly string[] {
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

function act(what: string, kubelets: ReadonlyMap<string, Kubelet>): void {
  const named = namesIn(what, kubelets)
  for (const name of named) {
    const kubelet = kubelets.get(name)!
    if (/go(es)? silent|stopped/.test(what)) kubelet.goSilent()
    else if (/reports NotReady/.test(what)) kubelet.say(false)
    else if (/reports Ready/.test(what)) kubelet.say(true)
    else if (/registers/.test(what)) kubelet.start()
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

const methods: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE'
}

/** Asks what was asked when it was recorded; of an update only the changes are known: they are made to what is there. */
function ask(outside: Outside, { verb, body, body_changes }: RecordedCall, uri: string): void {
  const method = methods[verb]
  if (method === undefined) return
  if (verb !== 'update' || body !== undefined)
    return outside.request(
      admin,
      method,
      uri,
      body ?? undefined,
      undefined,
      verb === 'patch' ? patchType(body) : undefined
    )
  outside.request(admin, 'GET', uri, undefined, ({ body: found }) => {
    if (typeof found !== 'object' || found === null) return
    const next = found as Record<string, unknown>
    for (const [path, value] of Object.entries(body_changes ?? {})) put(next, path.split('.'), value)
    outside.request(admin, 'PUT', uri, next)
  })
}

/** Only a strategic patch says what to do with lists; a JSON patch is one. */
const patchType = (body: unknown): string =>
  Array.isArray(body)
    ? 'application/json-patch+json'
    : JSON.stringify(body).includes('"$')
      ? 'application/strategic-merge-patch+json'
      : 'application/merge-patch+json'

function put(target: Record<string, unknown>, [head, ...rest]: readonly string[], value: unknown): void {
  if (head === undefined) return
  if (rest.length === 0) {
    if (value === null) delete target[head]
    else target[head] = value
  } else put((target[head] ??= {}) as Record<string, unknown>, rest, value)
}

const eventIn = ({ verb, uri, code, body }: RecordedCall): readonly KubernetesObject[] =>
  verb === 'create' && code === 201 && uri.endsWith('/events') ? [body as KubernetesObject] : []

/** Names that chance chose: the n-th of a kind in the recording is the n-th of the run. */
class Made {
  private readonly byName = new Map<string, { what: string; n: number }>()

  constructor(calls: readonly RecordedCall[]) {
    const counts = new Map<string, number>()
    for (const call of calls) {
      const what = creates(call)
      if (what === undefined) continue
      const n = counts.get(what.kind) ?? 0
      counts.set(what.kind, n + 1)
      this.byName.set(what.name, { what: what.kind, n })
    }
  }

  translate(uri: string, audit: () => readonly RecordedCall[]): string {
    return uri.replace(/[^/?&=]+/g, (word) => {
      const known = this.byName.get(word)
      if (!known) return word
      return (
        audit()
          .flatMap((call) => creates(call) ?? [])
          .filter(({ kind }) => kind === known.what)[known.n]?.name ?? word
      )
    })
  }
}

function creates({ verb, uri, code, name, body, user }: RecordedCall): { kind: string; name: string } | undefined {
  if (verb !== 'create' || code !== 201 || isPlayed(user) || uri.includes('/binding') || uri.endsWith('/events'))
    return undefined
  const called = name ?? (body as KubernetesObject | undefined)?.metadata?.name
  return called === undefined ? undefined : { kind: `${uri} ${steady(called)}`, name: called }
}

/** What an API server writes through a client of its own, and not as part of what it was asked for. */
const ownWrites: readonly { readonly at: RegExp; readonly uri: (parts: readonly string[]) => string }[] = [
  {
    at: /^\/registry\/resourcequotas\/([^/]+)\/([^/]+)$/,
    uri: ([space, name]) => `/api/v1/namespaces/${space}/resourcequotas/${name}/status`
  },
  {
    at: /^\/registry\/poddisruptionbudgets\/([^/]+)\/([^/]+)$/,
    uri: ([space, name]) => `/apis/policy/v1/namespaces/${space}/poddisruptionbudgets/${name}/status`
  },
  {
    at: /^\/registry\/customresourcedefinitions\/([^/]+)$/,
    uri: ([name]) => `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}/status`
  }
]

/** What of an object is not its status, as it was stored last. */
type Stored = Map<string, string>

/** A write of an object's status that nobody has asked for just now. */
function ownWrite(
  event: object,
  before: Stored,
  isAsked: (uri: string) => boolean
): { uri: string; body: unknown } | undefined {
  const { success = [] } = event as { success?: readonly { op: string; key: string; value?: unknown }[] }
  const put = success.find(({ op }) => op === 'put')
  for (const { at, uri } of ownWrites) {
    const found = put && at.exec(put.key)
    if (!found) continue
    const { metadata, spec } = put.value as KubernetesObject
    const { labels, annotations, finalizers, deletionTimestamp } = metadata
    const rest = JSON.stringify([spec, labels, annotations, finalizers, deletionTimestamp])
    const was = before.get(put.key)
    before.set(put.key, rest)
    const full = uri(found.slice(1))
    return was !== rest || isAsked(full) ? undefined : { uri: full, body: put.value }
  }
  return undefined
}

/** Whether a request is for an object whose status is at a path; one that is made is named in its body. */
function isOf({ verb, uri, body }: RecordedCall, status: string): boolean {
  const asked = uri.replace(/\?.*/, '').replace(/\/status$/, '')
  const name = verb === 'create' ? `/${(body as KubernetesObject | undefined)?.metadata?.name ?? ''}` : ''
  return `${asked}${name}/status` === status
}

/** What components inside the cluster asked for. */
function auditOf({ history: { timeline, head } }: ReturnType<typeof createSimulation>, from: number): RecordedCall[] {
  const calls: (RecordedCall | undefined)[] = []
  const open = new Map<string, number>()
  const before: Stored = new Map()
  const isServer = (process: number) => head.processes[process]?.kind === 'kube-apiserver'
  const begun = timeline.at(Math.min(from, timeline.length - 1))
  for (let seq = from; seq < timeline.length; seq++) {
    const { kind, event, process, from: sender, at } = timeline.get(seq)
    if (kind !== 'message' || event === null) continue
    if (event.type === 'etcd.txn' && isServer(sender)) {
      const own = ownWrite(event, before, (uri) =>
        [...open.values()].some((index) => {
          const asked = calls[index]!
          return !['get', 'list'].includes(asked.verb) && isOf(asked, uri)
        })
      )
      if (own)
        calls.push({
          t_ms: (at - begun) / ms,
          user: 'kube-apiserver',
          verb: 'update',
          uri: own.uri,
          code: 200,
          body: own.body
        })
    } else if (event.type === 'api.request' && isServer(process)) {
      const request = event as unknown as ApiRequest
      const { resource, verb } = request
      if (resource === '' || resource === 'leases' || verb === 'watch') continue
      open.set(
        `${request.conn}#${request.id}`,
        calls.push({
          t_ms: (at - begun) / ms,
          user: shortUser(request.user),
          verb,
          uri: uriOf(request),
          code: 0,
          body: request.body
        }) - 1
      )
    } else if (event.type === 'api.response' && isServer(sender)) {
      const { conn, id, code, body } = event as unknown as ServerMessage & {
        conn: string
        id: number
        code: number
        body?: KubernetesObject
      }
      const index = open.get(`${conn}#${id}`)
      if (index === undefined) continue
      open.delete(`${conn}#${id}`)
      const name = body?.metadata?.name
      calls[index] = { ...calls[index]!, code, ...(name !== undefined && { name }) }
    }
  }
  return calls as RecordedCall[]
}

const stored = ({ history: { head } }: ReturnType<typeof createSimulation>): readonly KubernetesObject[] =>
  // Beside objects, API servers keep notes of their own there: which of them live.
  storedKeys(head)
    .map(({ key }) => storedValue(head, key) as Partial<KubernetesObject>)
    .filter((value): value is KubernetesObject => value.metadata !== undefined)

function eventOf(object: KubernetesObject): RecordedEvent {
  const { type, reason, message, note, source, reportingComponent, reportingController, involvedObject, regarding } =
    object as unknown as {
      type: string
      reason: string
      message?: string
      note?: string
      source?: { component?: string }
      reportingComponent?: string
      reportingController?: string
      involvedObject?: { kind: string; name: string }
      regarding?: { kind: string; name: string }
    }
  const about = involvedObject ?? regarding
  return {
    ns: object.metadata.namespace ?? '',
    type,
    reason,
    message: message ?? note ?? '',
    reportingComponent: reportingComponent || reportingController || source?.component || '',
    object: `${about?.kind}/${about?.name}`
  }
}
