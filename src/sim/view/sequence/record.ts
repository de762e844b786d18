import type { ProcessId, SimEvent } from '../../kernel/types'
import type { Micros } from '../../../base/time'
import type { World } from '../../kernel/world'
import { kindOf, type Kind } from '../../protocol'
import type { Timeline } from '../../timeline/timeline'
import { labelOf } from '../label'
import type { Participant } from './types'

/** A recorded entry that a command led to, with who took part in it. */
export interface Told {
  readonly entry: number
  readonly at: Micros
  readonly isMessage: boolean
  readonly type: string
  readonly from: Participant | undefined
  readonly to: Participant | undefined
  /** Of whom it arrived at. */
  readonly process: ProcessId
  readonly event: SimEvent
  readonly label: string
}

const participants: Readonly<Partial<Record<Kind, Participant>>> = {
  kubectl: 'kubectl',
  users: 'User',
  'kube-apiserver': 'API Server',
  etcd: 'etcd',
  'kube-scheduler': 'Scheduler',
  'kube-controller-manager': 'Controller Manager',
  kubelet: 'kubelet',
  'container-runtime': 'Container Runtime',
  'kube-proxy': 'kube-proxy',
  linux: 'Node',
  coredns: 'CoreDNS',
  'nginx-ingress-controller': 'Ingress Controller'
}

/** More entries than this nobody follows; a command that goes on healing for hours ends there. */
const most = 20_000

/**
 * What a command led to, in order: entries whose chain of causes goes back to it. Raft's own messages are left out, and what came
 * through the load balancer was sent by whoever sent it to the load balancer: the diagram shows who talks with whom.
 */
export function toldBy(timeline: Timeline, world: World, root: number): Told[] {
  const caused = new Set([root])
  // A user's next request is sent because of the one before, and is none of what came of it.
  const isRequest = timeline.typeOf(root) === 'traffic.next'
  const told: Told[] = []
  for (let seq = root + 1; seq < timeline.length && told.length < most; seq++) {
    if (!caused.has(timeline.causeOf(seq))) continue
    const type = timeline.typeOf(seq)
    if (isRequest && type === 'traffic.next') continue
    caused.add(seq)
    if (type === 'raft.message' || type === 'disk.synced' || timeline.kindOf(seq) === 'missed') continue
    const entry = timeline.get(seq)
    if (!entry.event || entry.kind === 'lost') continue
    told.push({
      entry: seq,
      at: entry.at,
      isMessage: entry.kind === 'message',
      type,
      from: participantOf(world, senderOf(timeline, world, seq)),
      to: participantOf(world, entry.process),
      process: world.processes[entry.process]?.id ?? '',
      event: entry.event,
      label: labelOf(entry.event)
    })
  }
  return told
}

function senderOf(timeline: Timeline, world: World, seq: number): number {
  const from = timeline.fromOf(seq)
  const cause = timeline.causeOf(seq)
  return world.processes[from]?.kind === 'load-balancer' && cause >= 0 ? timeline.fromOf(cause) : from
}

function participantOf(world: World, index: number): Participant | undefined {
  const process = world.processes[index]
  return process && participants[kindOf(process)]
}

/** Lines that were typed, from the scenario's start on. */
export function commandsIn(timeline: Timeline): { entry: number; at: Micros; text: string }[] {
  const found: { entry: number; at: Micros; text: string }[] = []
  for (const { fact, entry, at, detail } of timeline.facts) {
    if (fact !== 'kubectl-started' || at < 0) continue
    found.push({ entry: timeline.causeOf(entry), at, text: `kubectl ${detail.line}` })
  }
  return found
}

/** How far before an instant users' requests are looked for. */
const searched = 5_000

/**
 * Users' requests before an instant: the nearest, and the nearest that an ingress controller took in, which may be the same. Each is the
 * entry in which it was begun.
 */
export function requestsBefore(timeline: Timeline, world: World, near: Micros): { nearest: number; byIngress: number } {
  const found = { nearest: -1, byIngress: -1 }
  const last = Math.min(timeline.length, timeline.firstAt(near)) - 1
  for (let seq = last; seq >= 0 && seq > last - searched && (found.nearest < 0 || found.byIngress < 0); seq--) {
    const type = timeline.typeOf(seq)
    if (type === 'traffic.next' && found.nearest < 0 && timeline.at(seq) >= 0) found.nearest = seq
    if (type === 'http.get' && found.byIngress < 0) {
      const taker = participantOf(world, timeline.processOf(seq))
      if (taker === 'Ingress Controller') found.byIngress = begunBy(timeline, seq)
    }
  }
  return found
}

/** The user's request that led to an entry; -1: none did, as for a probe. */
function begunBy(timeline: Timeline, entry: number): number {
  for (let seq = entry; seq >= 0; seq = timeline.causeOf(seq)) if (timeline.typeOf(seq) === 'traffic.next') return seq
  return -1
}
