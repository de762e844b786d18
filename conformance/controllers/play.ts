import { encoded } from '../../src/sim/api/encode'
import { typeNameOf } from '../../src/sim/api/schema'
import { createSimulation, type Simulation } from '../../src/sim'
import { storedKeys, storedValue } from '../../src/sim/view/truth'
import { prepare, presetOf, type Scenario } from '../../src/scenarios'
import { auditOf } from './audit'
import {
  isAskedOutside,
  isPlayed,
  type Case,
  type KubernetesObject,
  type Outcome,
  type Played,
  type RecordedCall
} from './cases'
import { eventOf } from './events'
import { Kubelet } from './kubelet'
import { act, namespacesOf, nodesBefore, nodesOf } from './nodes'
import { ms, Outside, type Caller } from './outside'
import { Metrics } from './metrics'
import { steady } from './compare'
import { isUnfinished, lastAskedOf } from './unfinished'

const scenario: Scenario = {
  ...presetOf('single-master-fails')!,
  profile: 'kubernetes',
  cluster: { masters: 1, workers: 0, zones: 0, runtime: 'containerd', loadBalancer: false },
  flags: { 'users-rate-per-s': 0, 'static-pods': false, 'masters-are-nodes': false, 'allocate-node-cidrs': true },
  workloads: [],
  faults: []
}

const admin: Caller = { user: 'kubernetes-super-admin', groups: ['system:masters', 'system:authenticated'] }

/** Runs a case: the same requests from outside at the same times, and what controllers make of them. */
export function play(recorded: Case): Played {
  const isSchedulerAlone = /no kubelet and no kube-controller-manager/.test(recorded.stand_ins)
  // What makes a namespace usable is there before.
  const faults = isSchedulerAlone ? ['25s pause master-1/kube-controller-manager'] : []
  const flags = { ...scenario.flags, ...flagsOf(recorded) }
  const spec = prepare({ ...scenario, flags, startsAt: startOf(recorded), faults })
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  const outside = new Outside(simulation)
  outside.advance(0)
  const kubelets = new Map<string, Kubelet>()
  const nodes = isSchedulerAlone ? [] : nodesOf(recorded)
  nodes.forEach(([name, manifest], i) => kubelets.set(name, new Kubelet(outside, name, i + 1, manifest)))
  const registers = new Map(
    recorded.api_calls
      .filter(({ verb, uri, user }) => user.startsWith('system:node:') && verb === 'create' && uri === '/api/v1/nodes')
      .map(({ user, t_ms }) => [user.replace('system:node:', ''), t_ms])
  )
  for (const [name, kubelet] of kubelets) if (!registers.has(name)) kubelet.start()
  for (const name of namespacesOf(recorded))
    outside.request(admin, 'POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const metrics = new Metrics(outside, () => stored(simulation))
  if (recorded.api_calls.some(({ uri }) => uri.includes('metrics.k8s.io/'))) metrics.start(admin)
  // The controllers that would see to them are not there any more.
  if (isSchedulerAlone)
    outside.at(before - 1_000 * ms, () => nodesBefore(recorded).forEach((node) => makeNode(outside, node)))
  outside.advance(before)
  const start = outside.now
  const from = simulation.history.timeline.length
  const made = new Made(recorded.api_calls)
  const audit = () => auditOf(simulation, from)
  for (const [name, t_ms] of registers) outside.at(start + t_ms * ms, () => kubelets.get(name)?.start())
  for (const call of recorded.api_calls)
    if (isAskedOutside(call))
      outside.at(start + call.t_ms * ms, () => {
        const given = asGiven(call, recorded)
        const { body } = given
        ask(
          outside,
          callerOf(call, recorded),
          {
            ...given,
            body: withLiveName(withLiveOwners(body, stored(simulation)), (name) => made.translate(name, audit))
          },
          made.translate(call.uri, audit)
        )
      })
  for (const action of recorded.actions)
    outside.at(start + action.t_ms * ms, () => {
      if (action.do === 'metrics') metrics.show(action, (name) => made.translate(name, audit))
      else act(action.do, kubelets)
    })
  const end = start + recorded.duration_ms * ms
  const moments: { readonly at: number; readonly objects: readonly KubernetesObject[] }[] = []
  const last = start + lastAskedOf(recorded) * ms
  outside.advance(Math.min(last, end))
  moments.push({ at: outside.now, objects: storedIn(simulation) })
  while (isUnfinished(recorded) && outside.now < end) {
    const known = simulation.history.timeline.length
    outside.advance(Math.min(Math.max(simulation.history.head.nextAt, outside.now + ms), end))
    if (simulation.history.timeline.length > known) moments.push({ at: outside.now, objects: storedIn(simulation) })
  }
  outside.advance(end)
  const calls = audit()
  return {
    ...outcome(calls, encodedOf(storedIn(simulation))),
    until: (t_ms) => {
      const then = moments.findLast(({ at }) => at <= start + t_ms * ms)!
      return outcome(answeredUntil(calls, t_ms), encodedOf(then.objects))
    }
  }
}

/** What had been answered at a moment. */
export const answeredUntil = (calls: readonly RecordedCall[], until: number): readonly RecordedCall[] =>
  calls.filter(({ code, t_ms, dur_ms = 0 }) => code > 0 && t_ms + dur_ms <= until)

const outcome = (calls: readonly RecordedCall[], objects: readonly KubernetesObject[]): Outcome => ({
  calls,
  // Those of a namespace that is gone were seen as well.
  events: [...objects.filter(({ kind }) => kind === 'Event'), ...calls.flatMap(eventIn)].map(eventOf),
  final: objects.filter(({ kind }) => kind !== 'Event')
})

/** A node that is only an object; the API server gives it a taint until somebody calls it ready. */
function makeNode(outside: Outside, node: KubernetesObject): void {
  outside.request(admin, 'POST', '/api/v1/nodes', node, () =>
    outside.request(
      admin,
      'PATCH',
      `/api/v1/nodes/${node.metadata.name}`,
      [{ op: 'remove', path: '/spec/taints' }],
      undefined,
      'application/json-patch+json'
    )
  )
}

/** What kube-controller-manager was started with, in words of the recording: as far as there are such flags here. */
function flagsOf({ what, actions }: Case): Readonly<Record<string, string | number>> {
  const started = actions.filter(({ do: one }) => /^kube-controller-manager started with/.test(one))
  const words = [/^--/.test(what) ? what : '', ...started.map(({ do: one }) => one)].join(' ')
  const given = [...words.matchAll(/--(controllers|terminated-pod-gc-threshold)=([^\s:;]+)/g)]
  return Object.fromEntries(given.map(([, name, value]) => [name!, /^\d+$/.test(value!) ? Number(value) : value!]))
}

/** How long before a case its nodes and namespaces are made. */
const before = 30_000 * ms

/** What the clock shows at time 0, so that the case begins at the time of day at which it was recorded. */
function startOf({ api_calls, actions, final, date }: Case): string {
  const made = api_calls.flatMap(({ t_ms, user, verb, body }) => {
    if (user !== 'user' || verb !== 'create') return []
    const { kind, metadata } = (body ?? {}) as Partial<KubernetesObject>
    const found = final.find((each) => each.kind === kind && each.metadata.name === metadata?.name)
    const at = found?.metadata.creationTimestamp
    return typeof at === 'string' ? [Date.parse(at) - t_ms] : []
  })
  // Words say how long a token that is made is good for, its data until when.
  const tokens = api_calls.flatMap(({ t_ms, verb, body }) => {
    const { kind, metadata, data } = (body ?? {}) as Partial<KubernetesObject> & { data?: { expiration?: string } }
    if (kind !== 'Secret' || verb !== 'create' || data?.expiration === undefined) return []
    const [, left] =
      actions
        .map((each) => / expiring in (\d+) s$/.exec(each.do))
        .find((found) => found?.input.includes(metadata!.name)) ?? []
    return left === undefined ? [] : [Date.parse(atob(data.expiration)) - Number(left) * 1_000 - t_ms]
  })
  const begun = made.length > 0 ? Math.min(...made) : (tokens[0] ?? Date.parse(date))
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
  if (given) return { ...call, body: given }
  // The audit log has it with its defaults: a Job without labels has got its pods' there.
  const { spec, metadata: own, ...rest } = call.body as KubernetesObject
  const template = (spec as { template?: { metadata?: { labels?: unknown } } } | undefined)?.template
  const { labels, ...others } = own
  const isShared = kind === 'Job' && JSON.stringify(labels) === JSON.stringify(template?.metadata?.labels)
  return isShared ? { ...call, body: { ...rest, metadata: others, spec } } : call
}

/** UIDs that an API server has drawn; others were made up by who recorded, for objects that never were. */
const drawn = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** A body whose owners are those of the run: by kind and name, as their UIDs are drawn anew. */
function withLiveOwners(body: unknown, objects: readonly KubernetesObject[]): unknown {
  const { metadata } = (body ?? {}) as Partial<KubernetesObject>
  const owners = metadata?.ownerReferences as readonly Readonly<Record<string, string>>[] | undefined
  if (!owners) return body
  const ownerReferences = owners.map((owner) => {
    if (!drawn.test(owner.uid ?? '')) return owner
    const named = objects.filter((each) => each.kind === owner.kind && each.metadata.name === owner.name)
    const live = named.find((each) => each.metadata.namespace === metadata?.namespace) ?? named[0]
    return live ? { ...owner, uid: live.metadata.uid } : owner
  })
  return { ...(body as object), metadata: { ...metadata, ownerReferences } }
}

/** A body calls the pod that it is about, such as one that is evicted, by its name: by that of the pod which was made here. */
function withLiveName(body: unknown, translate: (name: string) => string): unknown {
  const { metadata } = (body ?? {}) as Partial<KubernetesObject>
  if (typeof metadata?.name !== 'string') return body
  return { ...(body as object), metadata: { ...metadata, name: translate(metadata.name) } }
}

/** Who asked; of other users than the recorder it is known what the API server noted of them. */
function callerOf({ user, body }: RecordedCall, { final }: Case): Caller {
  if (!user.startsWith('system:')) return admin
  const name = (body as KubernetesObject | undefined)?.metadata?.name
  const kept = final.find(({ kind, metadata }) => kind === 'CertificateSigningRequest' && metadata.name === name)
  const { groups } = (kept?.spec ?? {}) as { groups?: readonly string[] }
  return { user, groups: groups ?? ['system:nodes', 'system:authenticated'] }
}

const methods: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE'
}

/** Asks what was asked when it was recorded; of an update only the changes are known: they are made to what is there. */
function ask(outside: Outside, caller: Caller, { verb, body, body_changes }: RecordedCall, uri: string): void {
  const method = methods[verb]
  if (method === undefined) return
  if (verb !== 'update' || body !== undefined)
    return outside.request(
      caller,
      method,
      uri,
      body ?? undefined,
      undefined,
      verb === 'patch' ? patchType(body, uri) : undefined
    )
  outside.request(caller, 'GET', uri.replace(/\/approval$/, ''), undefined, ({ body: found }) => {
    if (typeof found !== 'object' || found === null) return
    const next = found as Record<string, unknown>
    for (const [path, value] of Object.entries(body_changes ?? {})) put(next, path.split('.'), value)
    outside.request(caller, 'PUT', uri, next)
  })
}

/** Only a strategic patch says what to do with lists, a pod's conditions were given one at a time; a JSON patch is a list. */
const patchType = (body: unknown, uri: string): string =>
  Array.isArray(body)
    ? 'application/json-patch+json'
    : JSON.stringify(body).includes('"$') || /\/pods\/[^/]+\/status$/.test(uri)
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

const storedIn = ({ history: { head } }: Simulation): readonly KubernetesObject[] =>
  // Beside objects, API servers keep notes of their own there: which of them live.
  storedKeys(head)
    .map(({ key }) => storedValue(head, key) as Partial<KubernetesObject>)
    .filter((value): value is KubernetesObject => value.metadata !== undefined)

/** As the API gives them. */
const encodedOf = (objects: readonly KubernetesObject[]): readonly KubernetesObject[] =>
  objects.map((object) => {
    const type = typeNameOf(object.apiVersion, object.kind)
    return type === undefined ? object : encoded(object, type)
  })

const stored = (simulation: Simulation): readonly KubernetesObject[] => encodedOf(storedIn(simulation))
