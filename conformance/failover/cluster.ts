import { prepare, presetOf, parseCommand, type Scenario, type ScenarioObject } from '../../src/scenarios'
import { createSimulation, forkSimulation, parseFault, type Simulation } from '../../src/sim'
import type { OutsideAct } from '../../src/sim/simulation'
import { connOf, follow, type Seen } from './seen'

/** The recorder's clusters: three masters behind HAProxy, one master, and one master with eleven nodes in zones. */
export type Topology = 'ha' | 'single' | 'zones'

/** What is done to a cluster, so many seconds after the recording's zero: a fault, or a line that begins with `kubectl`. */
export interface Act {
  readonly at: number
  readonly line: string
}

/** A Deployment of the recorder: three pods that tolerate a lost node for so long; without a number, as long as is usual. */
function deployment(name: string, replicas: number, tolerationSeconds?: number): ScenarioObject[] {
  const labels = { app: name }
  const tolerations = ['not-ready', 'unreachable'].map((what) => ({
    key: `node.kubernetes.io/${what}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds
  }))
  const spec = {
    containers: [{ name: 'app', image: 'nginx:1.27' }],
    ...(tolerationSeconds !== undefined && { tolerations })
  }
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'default', labels },
      spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } }
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'default' },
      spec: { selector: labels, ports: [{ port: 80 }] }
    }
  ]
}

/** By how long their pods tolerate a lost node. */
const tolerations = [
  ...deployment('web', 3),
  ...deployment('t0', 3, 0),
  ...deployment('t5', 3, 5),
  ...deployment('t30', 3, 30),
  ...deployment('tdef', 3)
]

const workloads: Readonly<Record<Topology, readonly ScenarioObject[]>> = {
  ha: tolerations,
  single: tolerations,
  zones: deployment('t0', 11, 0)
}

const workers: Readonly<Record<Topology, number>> = { ha: 3, single: 2, zones: 11 }

/** How long the cluster lives from the scenario's start before anything is done to it. */
const calmS = 12

/** Names of the nodes in zones, in the order of our workers. */
export const zoned = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2', 'b3', 'c1', 'c2', 'c3']
const labelled = zoned.map(
  (name, i) =>
    `1s kubectl label node worker-${i + 1} topology.kubernetes.io/region=r topology.kubernetes.io/zone=${name[0]}`
)

/**
 * Latencies and habits of the recorder's stand-ins and processes, no outcome: a container starts in 0.8 s and stops in 0.3 s, a
 * kubelet sends its status every 10 s; the control plane's processes are plain ones that the recorder starts again after 1 s.
 */
const recorder: Scenario['flags'] = {
  'static-pods': false,
  // Two cores for all of them: an API server had its handlers 3 s after its start, its roles 0.3 s and the missing ones 1.4 s later.
  'apiserver-handlers-ms': 2_400,
  'apiserver-rbac-load-ms': 300,
  'apiserver-bootstrap-ms': 1_100,
  'allocate-node-cidrs': true,
  'users-rate-per-s': 0,
  'start-container-latency-ms': 600,
  'node-status-report-frequency-s': 10
}

function scenarioOf(topology: Topology, flags: Scenario['flags'], seed: number): Scenario {
  return {
    ...presetOf('ha-master-fails')!,
    id: `failover-${topology}`,
    profile: 'kubernetes',
    cluster: {
      masters: topology === 'ha' ? 3 : 1,
      workers: workers[topology],
      zones: 0,
      runtime: 'containerd',
      loadBalancer: topology === 'ha'
    },
    flags: { ...recorder, ...flags },
    seed,
    workloads: workloads[topology],
    commands: topology === 'zones' ? labelled : [],
    faults: [],
    untilSeconds: calmS
  }
}

const warm = new Map<string, Simulation>()

/** A cluster that has come up and is calm, once for all that is done to it. */
function warmed({ topology, flags = {}, past }: Play, seed: number): Simulation {
  const key = JSON.stringify([topology, flags, past, seed])
  const known = warm.get(key)
  if (known) return known
  const spec = prepare(scenarioOf(topology, flags, seed))
  if (!spec.ok) throw new Error(spec.error)
  const fresh = createSimulation(spec.value)
  const kubectl = (past ?? []).map(({ at, line }) => given(parseCommand(`${at}s ${line}`)))
  const simulation = past ? forkSimulation(fresh, { faults: [], kubectl }) : fresh
  simulation.history.advance(calmUntil(past) * 1e6)
  warm.set(key, simulation)
  return simulation
}

/** Until when a cluster lives undisturbed, in seconds, with what had been done to it before. */
const calmUntil = (past: Play['past']): number => calmS + 9 + (past?.at(-1)?.at ?? 0)

/** When the faults come: what happens in periods (2, 5, 10 s) is met at different points of each of them. */
export const zeros: readonly number[] = [12.37, 15.07, 23.71]

/** A request of a program outside, on a connection of its own, so many seconds after zero. */
export interface Request {
  readonly at: number
  /** What the recorder called it. */
  readonly op: string
  readonly method: string
  readonly target: string
  readonly body?: object
}

export interface Play {
  readonly topology: Topology
  readonly acts: readonly Act[]
  readonly untilS: number
  readonly flags?: Scenario['flags']
  readonly requests?: readonly Request[]
  /** What was done long before, in seconds after the cluster's start: the instants lie so much later. */
  readonly past?: readonly Act[]
  /** The machine that the faults are about. */
  readonly victim?: string
}

const played = new Map<string, readonly Seen[]>()

/** Plays acts from several instants on; the same again is not played again. */
export function play(play: Play, from: readonly number[] = zeros): readonly Seen[] {
  const key = JSON.stringify([play, from])
  const known = played.get(key)
  if (known) return known
  const runs = from.map((zero) => playFrom(play, zero))
  played.set(key, runs)
  return runs
}

function playFrom(play: Play, instantS: number): Seen {
  const { acts, untilS, past, requests = [] } = play
  const zeroS = instantS + (past?.at(-1)?.at ?? 0)
  const texts = acts.map(({ at, line }) => `${(zeroS + at).toFixed(6)}s ${line}`)
  const faults = texts.filter((text) => !isTyped(text)).map((text) => given(parseFault(text)))
  const kubectl = texts.filter(isTyped).map((text) => given(parseCommand(text)))
  // `heal` heals nothing yet: it only makes the branch begin before zero, so that what came before is seen too.
  const begun = given(parseFault(`${(zeroS - before).toFixed(6)}s heal`))
  const simulation = forkSimulation(warmed(play, 1), {
    faults: [begun, ...faults],
    kubectl,
    outside: outsideOf(requests, zeroS)
  })
  const seen = follow(simulation, zeroS * 1e6, requests)
  simulation.history.advance((zeroS + untilS) * 1e6)
  return seen()
}

const admin = { user: 'kubernetes-super-admin', groups: ['system:masters', 'system:authenticated'] }

/** Connections are dialled a moment before they are used, as those that are kept. */
const dialledS = 0.05

/** Each request on a connection of its own, numbered as it stands. */
function outsideOf(requests: readonly Request[], zeroS: number): OutsideAct[] {
  const at = (seconds: number): number => Math.round((zeroS + seconds) * 1e6)
  return requests
    .flatMap(({ at: when, method, target, body }, i): OutsideAct[] => {
      const headers = {
        accept: 'application/json',
        'user-agent': 'probe',
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
      }
      const http = { method, target, headers }
      const request = { type: 'clients.request', conn: connOf(i), id: 1, http, ...admin } as const
      return [
        { at: at(when - dialledS), act: { type: 'clients.dial', conn: connOf(i) } },
        { at: at(when), act: { ...request, ...(body && { body: JSON.stringify(body) }) } }
      ]
    })
    .sort((a, b) => a.at - b.at)
}

/** How long before zero it is seen what clients ask, in seconds: longer than the period of any. */
const before = 11.5

const isTyped = (text: string): boolean => /^\S+ (kubectl|etcdctl|ssh|scp) /.test(text)

function given<T>(result: { ok: true; value: T } | { ok: false; error: string }): T {
  if (!result.ok) throw new Error(result.error)
  return result.value
}

/** Our name of a machine that the recording names: the victim leads there as master-1 does here. */
export function renamed(name: string, victim: string, ours: string): string {
  return name === victim ? ours : name === ours ? victim : name
}
