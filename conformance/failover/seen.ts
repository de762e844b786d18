import { heardOf } from '../../src/serve/live'
import type { Simulation, World } from '../../src/sim'
import { storedKeys, storedValue } from '../../src/sim/view/truth'
import type { KubeObject } from '../../src/sim/api/types'

/** Something that was seen at a time, in the recorder's words: whose it is, and what. */
export interface Line {
  readonly t_ms: number
  readonly component: string
  readonly what: string
}

export interface Ended {
  readonly t_ms: number
  readonly process: string
  readonly exitCode: number
}

/** A request that an API server got. */
export interface Asked {
  readonly t_ms: number
  readonly user: string
  readonly verb: string
  readonly resource: string
  readonly name: string
  readonly server: string
  readonly options: Readonly<Record<string, unknown>>
}

/** What a program outside was answered, in milliseconds after zero. */
export interface Answered {
  readonly op: string
  readonly sent: number
  readonly answered: number
  readonly code: number
  /** The message of a Status, or what else was said. */
  readonly text: string
  /** The whole answer: an object, or a text. */
  readonly content: unknown
}

/** The connection of the n-th request of a program outside. */
export const connOf = (n: number): string => `probe ${n}`

export interface Seen {
  readonly answers: readonly Answered[]
  readonly lines: readonly Line[]
  readonly ended: readonly Ended[]
  readonly asked: readonly Asked[]
  /** Attempts of API servers to reach a member of etcd whose port refused, by the client that tried. */
  readonly refused: readonly { readonly t_ms: number; readonly client: string }[]
  readonly facts: readonly {
    readonly t_ms: number
    readonly fact: string
    readonly detail: Readonly<Record<string, unknown>>
  }[]
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
}

/** What is looked at of objects. */
type Stored = KubeObject & {
  readonly spec?: {
    readonly nodeName?: string
    readonly taints?: readonly { readonly key: string; readonly effect: string }[]
  }
  readonly status?: { readonly phase?: string; readonly conditions?: readonly Condition[] }
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[]
    readonly notReadyAddresses?: readonly unknown[]
  }[]
}

/** Looks on as the recorder did: at objects, logs, processes, HAProxy, requests. Gives what was seen from zero on. */
export function follow(
  simulation: Simulation,
  zero: number,
  requests: readonly { readonly op: string; readonly at: number }[] = []
): () => Seen {
  const { history } = simulation
  const { timeline } = history
  const lines: Line[] = []
  const ended: Ended[] = []
  const known = new Map<string, Stored>()
  let facts = timeline.facts.length
  let lives = timeline.lives.length
  let logs = timeline.logs.length
  const from = timeline.length
  const tell = (at: number, component: string, what: string): void => {
    if (at >= zero) lines.push({ t_ms: (at - zero) / 1_000, component, what })
  }
  for (const key of keysOf(history.head)) known.set(key, storedValue(history.head, key) as Stored)
  // API servers write their own addresses by themselves; the recorder looked at them again and again.
  const polled = '/registry/endpoints/default/kubernetes'
  let nextPoll = zero
  const answers: Answered[] = []
  const asked = new Map(requests.map((request, i) => [connOf(i), request]))
  const hear = ({ touched, event, now }: World): void => {
    if (asked.size === 0 || touched?.kind !== 'clients' || event === null) return
    const heard = heardOf(event)
    const request = heard && 'conn' in heard ? asked.get(heard.conn) : undefined
    if (heard?.type !== 'answer' || !request) return
    const content = heard.content as { message?: string } | string | undefined
    const text = typeof content === 'string' ? content : (content?.message ?? '')
    answers.push({
      op: request.op,
      sent: request.at * 1_000,
      answered: (now - zero) / 1_000,
      code: heard.code,
      content: typeof content === 'string' && content.startsWith('{') ? JSON.parse(content) : content,
      text: /^\{/.test(text) ? ((JSON.parse(text) as { message?: string }).message ?? text) : text
    })
  }
  const look = (world: World): void => {
    hear(world)
    if (world.now >= nextPoll) {
      nextPoll = world.now + 20_000
      const addresses = addressesOf(storedValue(world, polled) as Stored | undefined)
      if (addresses !== addressesOf(known.get(polled))) tell(world.now, 'endpoints kubernetes', addresses)
      known.set(polled, storedValue(world, polled) as Stored)
    }
    for (; facts < timeline.facts.length; facts++) {
      const { fact, detail, at } = timeline.facts[facts]!
      if (fact === 'object-written') {
        const now = storedValue(world, detail.key) as Stored | undefined
        changes(detail.key, known.get(detail.key), now).forEach(([component, what]) => tell(at, component, what))
        if (now) known.set(detail.key, now)
        else known.delete(detail.key)
      } else if (fact === 'lb-backend-down') tell(at, 'haproxy', `${detail.backend} DOWN (${detail.reason})`)
      else if (fact === 'lb-backend-up') tell(at, 'haproxy', `${detail.backend} UP (L4OK)`)
    }
    for (; lives < timeline.lives.length; lives++) {
      const { process, status, at } = timeline.lives[lives]!
      const { id, exitCode } = world.processes[process]!
      const [machine, kind] = id.split('/')
      if (status === 'stopped' && at >= zero) {
        ended.push({ t_ms: (at - zero) / 1_000, process: id, exitCode })
        tell(at, `${kind} ${machine}`, 'process gone')
      } else if (status === 'running') tell(at, `${kind} ${machine}`, 'process runs again')
    }
    for (; logs < timeline.logs.length; logs++) {
      const { process, level, text, at } = timeline.logs[logs]!
      const [machine, kind] = world.processes[process]!.id.split('/')
      tell(at, `log ${kind} ${machine}`, `${level} ${text}`)
    }
  }
  history.follower = look
  return () => {
    look(history.head)
    return {
      answers,
      lines,
      ended,
      asked: askedOf(simulation, from, zero),
      refused: refusedOf(simulation, from, zero),
      facts: timeline.facts
        .filter(({ at }) => at >= zero)
        .map(({ at, fact, detail }) => ({ t_ms: (at - zero) / 1_000, fact, detail: detail as never }))
    }
  }
}

function keysOf(world: World): string[] {
  return storedKeys(world)
    .map(({ key }) => key)
    .filter((key) => /^\/registry\/(pods|nodes|endpoints|endpointslices)\//.test(key))
}

function askedOf({ history: { timeline, head } }: Simulation, from: number, zero: number): Asked[] {
  const asked: Asked[] = []
  for (let seq = from; seq < timeline.length; seq++) {
    const { kind, event, process, at } = timeline.get(seq)
    if (kind !== 'message' || event?.type !== 'api.request') continue
    const {
      user,
      verb,
      resource,
      name = '',
      subresource,
      options = {},
      body
    } = event as unknown as {
      user: string
      verb: string
      resource: string
      name?: string
      subresource?: string
      options?: Readonly<Record<string, unknown>>
      body?: { readonly metadata?: { readonly name?: string }; readonly spec?: { readonly holderIdentity?: string } }
    }
    asked.push({
      t_ms: (at - zero) / 1_000,
      user,
      verb,
      resource: subresource ? `${resource}/${subresource}` : resource,
      name: name || String(body?.metadata?.name ?? ''),
      server: head.processes[process]!.id,
      options:
        resource === 'events'
          ? { ...options, event: body }
          : resource === 'leases'
            ? { ...options, holder: body?.spec?.holderIdentity }
            : options
    })
  }
  return asked
}

function refusedOf({ history: { timeline } }: Simulation, from: number, zero: number): Seen['refused'] {
  const refused: { t_ms: number; client: string }[] = []
  for (let seq = from; seq < timeline.length; seq++) {
    const { event, at } = timeline.get(seq)
    if (event?.type !== 'net.refused' || at < zero) continue
    const { type, client } = ((event as { ref?: unknown }).ref ?? {}) as { type?: string; client?: string }
    if (type === 'etcd.dial') refused.push({ t_ms: (at - zero) / 1_000, client: client! })
  }
  return refused
}

const addressesOf = (object: Stored | undefined): string =>
  (object?.subsets ?? []).flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip)).join(',')

const conditionOf = (object: Stored | undefined, type: string): Condition | undefined =>
  object?.status?.conditions?.find((each) => each.type === type)

/** How the recorder put what changed of an object. */
function changes(key: string, was: Stored | undefined, now: Stored | undefined): [component: string, what: string][] {
  const [, , resource, ...path] = key.split('/')
  const name = path.at(-1)!
  const told: [string, string][] = []
  if (resource === 'pods') {
    const component = `pod ${name}`
    if (!now) return [[component, 'gone']]
    if (!was) told.push([component, 'created (node -)'])
    if (!was?.spec?.nodeName && now.spec?.nodeName) told.push([component, `bound to ${now.spec.nodeName}`])
    for (const type of ['DisruptionTarget', 'Ready']) {
      const [before, after] = [conditionOf(was, type), conditionOf(now, type)]
      if (after && before?.status !== after.status)
        told.push([
          component,
          type === 'Ready'
            ? `condition Ready=${after.status} ${after.reason ?? ''} (phase ${now.status?.phase})`
            : `condition ${type}=${after.status} ${after.reason}: ${after.message}`
        ])
    }
    if (!was?.metadata.deletionTimestamp && now.metadata.deletionTimestamp)
      told.push([component, `deletionTimestamp set (grace ${now.metadata.deletionGracePeriodSeconds})`])
    if (was && was.status?.phase !== now.status?.phase) told.push([component, `phase ${now.status?.phase}`])
  } else if (resource === 'nodes') {
    const component = `node ${name}`
    const [before, after] = [conditionOf(was, 'Ready'), conditionOf(now, 'Ready')]
    if (was && after && before?.status !== after.status)
      told.push([component, `conditions Ready=${after.status}/${after.reason}`])
    const taints = (object?: Stored): string[] =>
      (object?.spec?.taints ?? []).map(({ key: of, effect }) => `taint ${of}:${effect}`)
    const [old, current] = [taints(was), taints(now)]
    for (const taint of current) if (!old.includes(taint)) told.push([component, `${taint} added`])
    for (const taint of old) if (!current.includes(taint)) told.push([component, `${taint} removed`])
  } else if (resource === 'endpoints' && name !== 'kubernetes') {
    const count = (object: Stored | undefined, of: 'addresses' | 'notReadyAddresses'): number =>
      (object?.subsets ?? []).reduce((sum, subset) => sum + (subset[of]?.length ?? 0), 0)
    const counted = (object: Stored | undefined): string =>
      `ready=${count(object, 'addresses')} notReady=${count(object, 'notReadyAddresses')}`
    if (now && counted(was) !== counted(now)) told.push([`endpoints ${name}`, counted(now)])
  } else if (resource === 'endpointslices' && was && now) told.push([`endpointslice ${name}`, 'changed'])
  return told
}
