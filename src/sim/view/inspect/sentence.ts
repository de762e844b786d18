import { seconds, toSeconds, type Micros } from '../../../base/time'
import type { KubeObject, Pod } from '../../api/types'
import { isPodReady } from '../../api/kinds/pod/conditions'
import { summarize } from '../../api/kinds/pod/status'
import { electionFlags } from '../../client-go/flags'
import { holderOf, isLeader, type LeaderElection } from '../../client-go/leaderelection'
import { contextOf } from '../../components/contexts'
import { clockOf } from '../../kernel/outbox'
import type { Flags } from '../../kernel/types'
import type { Machine, Process, World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import type { ProcessView } from '../types'
import { drawnPods } from '../drawn'
import { standingOf } from '../standing'
import { waitsOf } from '../standing/pod'
import { etcdSentence } from './etcd-sentence'
import { lastMove, lastTopMove } from './moves'
import { since, sinceWhen } from './since'

/** What a process does, since when, and what hangs on it. */
export function processSentence(world: World, timeline: Timeline, process: Process, chip: ProcessView): string {
  const { machine } = process
  if (process.incarnation === 0) return 'Has never been started.'
  const moved = lastTopMove(timeline, world, process)
  const when = moved < 0 ? '' : sinceWhen(timeline, world, timeline.at(moved))
  if (!machine.up) return `Gone with its machine, which has no power ${sinceWhen(timeline, world, process.endedAt)}.`
  if (process.status === 'stopped') return `Does not run ${sinceWhen(timeline, world, process.endedAt)}.`
  if (process.paused)
    return `Hangs ${sinceWhen(timeline, world, process.pausedAt)}: its port accepts, and nobody answers.`
  return sentenceOfKind(world, timeline, process, when) ?? stateSentence(world, timeline, process, chip)
}

/** Since it is in just this state, parts of it included. */
function stateSentence(world: World, timeline: Timeline, process: Process, { state, detail }: ProcessView): string {
  const moved = lastMove(timeline, world, process)
  const when = moved < 0 ? '' : ` ${sinceWhen(timeline, world, timeline.at(moved))}`
  return `${capital(stateText(state))}${when}: ${detail}.`
}

function sentenceOfKind(world: World, timeline: Timeline, process: Process, when: string): string | null {
  const etcd = contextOf(process, 'etcd')
  if (etcd) {
    const leader = etcd.leader === '' ? undefined : world.find(etcd.leader)
    const led = leader ? lastTopMove(timeline, world, leader) : -1
    return etcdSentence(world, etcd, when, led < 0 ? '' : ` ${sinceWhen(timeline, world, timeline.at(led))}`)
  }
  const election =
    contextOf(process, 'kube-controller-manager')?.election ?? contextOf(process, 'kube-scheduler')?.election
  if (election) return electionSentence(clockOf(world), process.context.config, election, when)
  const proxy = contextOf(process, 'kube-proxy')
  if (proxy) {
    if (proxy.syncedAt === 0) return 'Has written no rules yet: no Service can be reached through this node.'
    const endpoints = proxy.rules.reduce((sum, rule) => sum + rule.endpoints.length, 0)
    const ago = toSeconds(world.now - proxy.syncedAt).toFixed(1)
    return `Its rules lead ${proxy.rules.length} Service ports to ${endpoints} endpoints; they were last written ${ago} s ago.`
  }
  const kubelet = contextOf(process, 'kubelet')
  if (kubelet) {
    const renewed = kubelet.latestLease?.spec.renewTime
    const lease =
      renewed === undefined ? 'it has renewed no lease yet' : `it last renewed its lease at ${renewed.slice(11, 23)}`
    return `Looks after ${kubelet.pods.size} pods; ${lease}.`
  }
  return null
}

/** Who holds the lock, and until when it is waited for. */
function electionSentence(now: Micros, flags: Flags, election: LeaderElection, when: string): string {
  if (isLeader(election)) {
    const renewDeadline = durationOf(flags, 'leader-elect-renew-deadline')
    const left = toSeconds(Math.max(0, election.observedAt + renewDeadline - now))
    return `Leads ${when}; if no renewal of its lease succeeds for ${left.toFixed(1)} s more, it gives up.`
  }
  const holder = holderOf(election)
  if (holder === '') return 'Stands by: nobody is known to hold the lease.'
  const leaseDuration = durationOf(flags, 'leader-elect-lease-duration')
  const left = toSeconds(election.observedAt + leaseDuration - now)
  const who = holder.split('_')[0]
  return left > 0
    ? `Stands by: ${who} holds the lease, which runs out in ${left.toFixed(1)} s unless it is renewed.`
    : `Stands by: the lease of ${who} ran out ${(-left).toFixed(1)} s ago, and is tried for.`
}

const durationOf = (flags: Flags, name: keyof typeof electionFlags): Micros =>
  seconds(Number(flags[name] ?? electionFlags[name].default))

/** `leading.running` is `leading, running`. */
const stateText = (state: string): string => state.replaceAll('.', ', ')
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

export function machineSentence(world: World, timeline: Timeline, machine: Machine): string {
  const processes = world.processesOn(machine)
  if (machine.gone) return 'Was taken away for good, with all that it held.'
  if (machine.booting) return 'Boots: its system is not up yet, so nothing on it answers or refuses.'
  if (!machine.up) {
    const ended = Math.max(...processes.map(({ endedAt }) => endedAt))
    return `Has no power ${sinceWhen(timeline, world, ended)}: nothing on it answers or refuses.`
  }
  if (machine.frozen) return 'Is frozen whole: its kernel accepts connections, and nothing on it runs.'
  const down = processes.filter(({ status, incarnation }) => status !== 'running' && incarnation > 0)
  // As many as the picture has on it: control plane and kube-proxy are drawn as processes.
  const pods = drawnPods(world).filter(({ spec }) => spec.nodeName === machine.id)
  const load = pods.length > 0 ? `, with ${pods.length} pods bound to it` : ''
  const cut = world.machines.filter(
    (other) => other !== machine && (world.network.isCut(machine, other) || world.network.isCut(other, machine))
  )
  const reach = cut.length > 0 ? ` It is cut off from ${cut.map(({ id }) => id).join(', ')}.` : ''
  const missing =
    down.length > 0 ? ` ${down.map(({ id }) => id.slice(machine.id.length + 1)).join(', ')} does not run on it.` : ''
  return `Has power${load}.${missing}${reach}`
}

/** What the API says of a pod, and whether that is so. */
export function podSentence(world: World, pod: Pod, alive: boolean): string {
  const { status } = summarize(pod)
  const node = pod.spec.nodeName
  if (node === undefined) return waitsOf(pod)
  const machine = world.machine(node)
  if (machine && !machine.up && alive === false && pod.status.phase === 'Running')
    return `The API still says ${status}, but ${node} has no power: nothing of it runs.`
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (alive) return `Is being deleted on ${node}; its containers still run.`
    const held = pod.metadata.finalizers ?? []
    const until = held.length > 0 ? ` ${held.join(', ')} must be taken off it first.` : ''
    return `Is being deleted; on ${node} no container of it runs any more.${until}`
  }
  const started = pod.status.containerStatuses?.find(({ state }) => state?.running)?.state?.running?.startedAt
  const ready = isPodReady(pod.status)
  const waits = waitsOf(pod)
  const more = waits === '' ? '' : ` ${waits}`
  if (alive)
    return `Runs on ${node}${started === undefined ? '' : ` since ${started.slice(11, 19)}`}, ${ready ? 'ready for traffic' : 'not ready: no Service sends it traffic'}.${more}`
  return `${status} on ${node}: no container of it runs.${more}`
}

/** What is known of any object: how it stands, and when it was last changed. */
export function objectSentence(
  world: World,
  timeline: Timeline,
  { resource, object, key }: { readonly resource: string; readonly object: KubeObject; readonly key: string }
): string {
  const { kind, metadata } = object
  const standing = standingOf(world, resource, object)
  for (let i = timeline.facts.length - 1; i >= 0; i--) {
    const { fact, detail, entry, at } = timeline.facts[i]!
    if (entry >= world.entries || fact !== 'object-written' || detail.key !== key) continue
    const changed = when(timeline, world, at)
    return standing ? `${standing.text} Last changed ${changed}.` : `${kind} ${metadata.name}, last changed ${changed}.`
  }
  return standing ? standing.text : `${kind} ${metadata.name}, version ${metadata.resourceVersion ?? '?'}.`
}

const when = (timeline: Timeline, world: World, at: number): string => {
  const text = since(timeline, world, at)
  return text.startsWith('+') ? `at ${text}` : text
}
