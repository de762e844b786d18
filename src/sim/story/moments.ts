import { ms, seconds, type Micros } from '../../base/time'
import { parseFault } from '../faults/parse'
import type { World } from '../kernel/world'
import { milestonesOf } from '../timeline/milestones'
import type { Fact, Timeline } from '../timeline/timeline'
import type { Moment, Phrase, Told } from './told'

/** What is told in one moment lies so close together that nobody could tell it apart. */
const together = ms(60)
/** Many pods that go the same step one after the other are one thing. */
const procession = seconds(3)

interface Telling {
  readonly at: Micros
  readonly entry: number
  readonly phrase: Phrase
}

/** What is said first when several things happen in one moment. */
const order: readonly (keyof Told)[] = [
  'fault',
  'kubectl',
  'operational',
  'etcd-elected',
  'api-again',
  'lock-acquired',
  'lb-down',
  'lb-up',
  'node-not-ready',
  'node-tainted',
  'node-untainted',
  'service-restored',
  'service-degraded',
  'pods-evicted',
  'pods-ready',
  'pods-bound',
  'container-exited',
  'container-restarted',
  'process-ended',
  'process-started',
  'etcd-lost',
  'heartbeat-stopped'
]

/** The moments of a branch so far, in order: made from what processes stated, whoever planned what. */
export function momentsOf(timeline: Timeline, world: World): Moment[] {
  const tellings = [...factTellings(timeline), ...lifeTellings(timeline, world), ...milestoneTellings(timeline, world)]
  tellings.sort((a, b) => a.at - b.at || a.entry - b.entry)
  const moments: { from: Micros; at: Micros; tellings: Telling[] }[] = []
  for (const telling of tellings) {
    const { at, phrase } = telling
    const last = moments[moments.length - 1]
    if (last && at - last.from <= together && phrase.key !== 'fault' && phrase.key !== 'kubectl') {
      last.at = at
      last.tellings.push(telling)
    } else moments.push({ from: at, at, tellings: [telling] })
  }
  return moments.map(({ at, tellings: all }) => {
    const ranked = all.sort((a, b) => order.indexOf(a.phrase.key) - order.indexOf(b.phrase.key))
    const { entry } = ranked[0]!
    const said = merged(ranked.map(({ phrase }) => phrase))
    // All that is told has happened at the moment: its instant is that of the last of it.
    return { id: `${entry}`, at, entry, isFault: said[0]!.key === 'fault', said }
  })
}

/** Two that say the same of different servers are one. */
function merged(said: readonly Phrase[]): Phrase[] {
  const found: Phrase[] = []
  for (const phrase of said) {
    const same = found.findIndex(({ key }) => key === phrase.key)
    const before = found[same]
    if (before?.key === 'api-again' && phrase.key === 'api-again')
      found[same] = {
        key: 'api-again',
        args: { reads: before.args.reads || phrase.args.reads, writes: before.args.writes || phrase.args.writes }
      }
    else if (before?.key === 'etcd-lost' && phrase.key === 'etcd-lost')
      found[same] = {
        key: 'etcd-lost',
        args: { ...before.args, members: [...before.args.members, ...phrase.args.members] }
      }
    else if (same >= 0 && JSON.stringify(before) === JSON.stringify(phrase)) continue
    else found.push(phrase)
  }
  // Who leads was lost before: the one tells the other.
  return found.some(({ key }) => key === 'etcd-elected') ? found.filter(({ key }) => key !== 'etcd-lost') : found
}

/** A procession under way: what its phrase is made of grows. */
interface Group {
  readonly at: Micros
  readonly entry: number
  last: Micros
  readonly pods: string[]
  readonly nodes: Set<string>
}

function factTellings(timeline: Timeline): Telling[] {
  const found: Telling[] = []
  const groups = new Map<string, Group>()
  const closed: { readonly step: string; readonly group: Group }[] = []
  const exited = new Set<string>()
  let faultAt: Micros | null = null
  const join = (step: string, { at, entry }: Fact, pod: string, node: string) => {
    const running = groups.get(step)
    if (running && at - running.last <= procession) {
      running.last = at
      running.pods.push(pod)
      running.nodes.add(node)
      return
    }
    const group: Group = { at, entry, last: at, pods: [pod], nodes: new Set([node]) }
    groups.set(step, group)
    closed.push({ step, group })
  }
  for (const fact of timeline.facts) {
    const { at, entry } = fact
    if (at < 0) continue
    const tell = (phrase: Phrase) => void found.push({ at, entry, phrase })
    switch (fact.fact) {
      case 'fault-injected': {
        const fault = parseFault(fact.detail.fault)
        faultAt = at
        if (fault.ok) tell({ key: 'fault', args: { fault: fault.value } })
        break
      }
      case 'kubectl-started':
        tell({ key: 'kubectl', args: { line: fact.detail.line } })
        break
      case 'etcd-leader-lost':
        tell({ key: 'etcd-lost', args: { leader: fact.detail.leader, members: [fact.detail.member] } })
        break
      case 'etcd-leader-elected':
        tell({ key: 'etcd-elected', args: { ...fact.detail, after: faultAt === null ? null : at - faultAt } })
        break
      case 'api-read-ok':
      case 'api-write-ok':
        tell({
          key: 'api-again',
          args: { reads: fact.fact === 'api-read-ok', writes: fact.fact === 'api-write-ok' }
        })
        break
      case 'lb-backend-down':
        tell({ key: 'lb-down', args: fact.detail })
        break
      case 'lb-backend-up':
        tell({ key: 'lb-up', args: fact.detail })
        break
      case 'leader-acquired': {
        const holder = fact.detail.identity.split('_')[0]!
        tell({ key: 'lock-acquired', args: { lock: fact.detail.lock, holder } })
        break
      }
      case 'node-not-ready':
        tell({ key: 'node-not-ready', args: fact.detail })
        break
      case 'node-tainted':
        if (fact.detail.effect === 'NoExecute') tell({ key: 'node-tainted', args: { node: fact.detail.node } })
        break
      case 'node-untainted':
        if (fact.detail.effect === 'NoExecute') tell({ key: 'node-untainted', args: { node: fact.detail.node } })
        break
      case 'pod-evicted':
        join(`pods-evicted ${fact.detail.node}`, fact, fact.detail.pod, fact.detail.node)
        break
      case 'pod-scheduled':
        join('pods-bound', fact, fact.detail.pod, fact.detail.node)
        break
      case 'pod-ready':
        join('pods-ready', fact, fact.detail.pod, '')
        break
      case 'container-exited': {
        const { pod, container, exitCode: code, oomKilled: oom } = fact.detail
        exited.add(`${pod} ${container}`)
        if (code !== 0) tell({ key: 'container-exited', args: { pod, code, oom } })
        break
      }
      case 'container-started': {
        const { pod, container } = fact.detail
        if (exited.delete(`${pod} ${container}`)) tell({ key: 'container-restarted', args: { pod } })
        break
      }
      case 'service-degraded':
        tell({ key: 'service-degraded', args: { service: fact.detail.service } })
        break
      case 'service-restored':
        tell({
          key: 'service-restored',
          args: { service: fact.detail.service, broken: seconds(fact.detail.degradedSeconds) }
        })
        break
    }
  }
  return [...found, ...closed.map(({ step, group }) => processionOf(step, group))]
}

function processionOf(step: string, { at, entry, pods, nodes }: Group): Telling {
  const count = new Set(pods).size
  const pod = pods[0]!
  const phrase: Phrase = step.startsWith('pods-evicted')
    ? { key: 'pods-evicted', args: { count, node: [...nodes][0]! } }
    : step === 'pods-bound'
      ? { key: 'pods-bound', args: { count, pod, nodes: [...nodes].sort() } }
      : { key: 'pods-ready', args: { count, pod } }
  return { at, entry, phrase }
}

/** Processes of which somebody would ask where they are. */
const notable: ReadonlySet<string> = new Set([
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'load-balancer'
])

/** Processes that ended or began by themselves; what a fault did is told by the fault. */
function lifeTellings(timeline: Timeline, world: World): Telling[] {
  const found: { at: Micros; entry: number; status: string; processes: string[] }[] = []
  for (const { at, entry, process, status } of timeline.lives) {
    const { kind, id } = world.processes[process]!
    if (at < 0 || status === 'paused' || !notable.has(kind) || timeline.kindOf(entry) === 'command') continue
    const last = found.findLast((one) => one.status === status)
    if (last && at - last.at <= procession) last.processes.push(id)
    else found.push({ at, entry, status, processes: [id] })
  }
  return found.map(({ at, entry, status, processes }) => ({
    at,
    entry,
    phrase: { key: status === 'running' ? 'process-started' : 'process-ended', args: { processes } }
  }))
}

function milestoneTellings(timeline: Timeline, world: World): Telling[] {
  return milestonesOf(timeline, world).flatMap(({ id, at, entry, process, detail }): Telling[] => {
    if (id === 'cluster-operational')
      return [{ at, entry, phrase: { key: 'operational', args: { broken: seconds(Number(detail.brokenSeconds)) } } }]
    if (id !== 'heartbeat-stopped') return []
    return [{ at, entry, phrase: { key: 'heartbeat-stopped', args: { node: world.processes[process]!.machine.id } } }]
  })
}
