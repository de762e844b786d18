import { toSeconds, type Micros } from '../../base/time'
import { summarize } from '../api/kinds/pod/status'
import type { Endpoints, KubeObject, Lease, Node, Pod } from '../api/types'
import { flagValue } from '../flags'
import { flowKey } from '../kernel/network'
import type { MachineId, ProcessId } from '../kernel/types'
import type { Process, World } from '../kernel/world'
import { kindOf } from '../protocol'
import type { Timeline } from '../timeline/timeline'
import { standingOf } from './standing'
import { storedObjects, storedValue } from './truth'
import type { InspectorView, WaitKind, WaitView } from './types'
import { waitingOf } from './waiting'

type Step = InspectorView['why'][number]

/** Why something is still as it is: somebody is silent, and nobody has drawn the conclusion yet; or what it lacks was said. */
export interface Still {
  /** What is waited for, as a step of Why: the newest. */
  readonly step: Step
  /** The entry from which the chain goes on to the fault: what ended, hangs or lost the silent one's messages; -1: the object's own last change. */
  readonly cause: number
}

/** A countdown that is under way because of a silence, or that nothing counts at all, or what an object lacks. Null: none of these. */
export function stillOf(world: World, timeline: Timeline, target: string): Still | null {
  const colon = target.indexOf(':')
  const process = colon < 0 ? world.find(target) : undefined
  if (process) return process.status === 'running' && !process.paused ? stillOfProcess(world, timeline, process) : null
  const waits = waitingOf(world, timeline)
  if (colon < 0) return world.machine(target)?.up ? stillOfNode(world, timeline, waits, target) : null
  const [resource, key] = [target.slice(0, colon), target.slice(colon + 1)]
  return stillOfObject(world, timeline, waits, resource, key) ?? stillLacking(world, timeline, resource, key)
}

function stillOfObject(
  world: World,
  timeline: Timeline,
  waits: readonly WaitView[],
  resource: string,
  key: string
): Still | null {
  switch (resource) {
    case 'pod':
    case 'pods':
      return stillOfPod(world, timeline, waits, key)
    case 'nodes':
      return stillOfNode(world, timeline, waits, key)
    case 'leases':
      return stillOfLease(world, timeline, waits, key)
    case 'endpoints':
      return stillOfEndpoints(world, timeline, waits, key)
    default:
      return null
  }
}

/** The entry of the last change of what a key holds; -1: none is known. */
function lastWrite(world: World, { facts }: Timeline, key: string): number {
  const written = facts.findLast(
    ({ entry, fact, detail }) => entry < world.entries && fact === 'object-written' && detail.key === key
  )
  return written?.entry ?? -1
}

/** What an object lacks, by its own status or by who said so last of it. */
function stillLacking(world: World, timeline: Timeline, resource: string, key: string): Still | null {
  const plural = resource === 'pod' ? 'pods' : resource
  const object = storedValue(world, `/registry/${plural}/${key}`) as KubeObject | undefined
  const standing = object && standingOf(world, plural, object)
  if (!standing || standing.well) return null
  return still(
    world,
    standing.by === undefined ? -1 : lastWrite(world, timeline, standing.by),
    standing.text,
    undefined
  )
}

const left = (world: World, at: Micros): string => {
  const seconds = toSeconds(Math.max(0, at - world.now))
  return `${seconds < 20 ? seconds.toFixed(1) : seconds.toFixed(0)} s`
}

function still(world: World, cause: number, text: string, wait: WaitView | undefined, ends = ''): Still {
  const owner = wait && world.find(wait.process)
  const value = owner ? flagValue(world.setup.flags, kindOf(owner), wait.setting) : undefined
  return {
    cause,
    step: {
      entry: world.entries - 1,
      at: world.now,
      text: wait ? `${text}; ${ends} in ${left(world, wait.dueAt)}` : text,
      setting: wait?.setting ?? '',
      settingValue: wait ? String(value ?? Math.round(toSeconds(wait.dueAt - wait.startedAt))) : ''
    }
  }
}

function stillOfPod(world: World, timeline: Timeline, waits: readonly WaitView[], key: string): Still | null {
  const pod = storedValue(world, `/registry/pods/${key}`) as Pod | undefined
  const node = pod?.spec.nodeName
  // One that has ended waits for nobody.
  if (!pod || node === undefined || pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return null
  const cause = silenceOf(world, timeline, `${node}/kubelet`, null)
  if (cause < 0) return stillBackingOff(world, waits, pod, key)
  const evicted = waits.find(({ kind, about }) => kind === 'toleration' && about === `pod:${key}`)
  const lost = waits.find(({ kind, about }) => kind === 'grace' && about === node)
  const text = `still ${summarize(pod).status}: nobody reaches its kubelet on ${node}`
  return evicted
    ? still(world, cause, text, evicted, 'evicted')
    : still(world, cause, text, lost, `${node} is taken for lost`)
}

/** A container that failed sits out its back-off. */
function stillBackingOff(world: World, waits: readonly WaitView[], pod: Pod, key: string): Still | null {
  const wait = waits.find(
    ({ kind, about, process }) => kind === 'back-off' && about === `pod:${key}` && process.endsWith('/kubelet')
  )
  if (!wait) return null
  return still(world, -1, `${summarize(pod).status}: its container sits out a back-off`, wait, 'tried again')
}

function stillOfNode(world: World, timeline: Timeline, waits: readonly WaitView[], name: string): Still | null {
  const node = storedObjects<Node>(world, 'nodes').find(({ metadata }) => metadata.name === name)
  const ready = node?.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
  if (!ready || !world.machine(name)) return null
  const cause = silenceOf(world, timeline, `${name}/kubelet`, null)
  if (cause < 0) return null
  const lost = waits.find(({ kind, about }) => kind === 'grace' && about === name)
  return still(world, cause, `still Ready in the API: its kubelet is silent`, lost, 'NotReady')
}

function stillOfLease(world: World, timeline: Timeline, waits: readonly WaitView[], key: string): Still | null {
  const lease = storedValue(world, `/registry/leases/${key}`) as Lease | undefined
  const holder = lease?.spec.holderIdentity?.split('_')[0]
  if (!lease || !holder) return null
  const id = key.startsWith('kube-node-lease/') ? `${holder}/kubelet` : `${holder}/${lease.metadata.name}`
  const cause = silenceOf(world, timeline, id, null)
  if (cause < 0) return null
  const wait = waits.find(({ kind, about, process }) => kind === 'lease' && about === id && process !== id)
  return still(world, cause, `still held by ${holder}, which does not renew it`, wait, 'it runs out')
}

/** Addresses of pods whose node is silent stay in until somebody takes the node for lost. */
function stillOfEndpoints(world: World, timeline: Timeline, waits: readonly WaitView[], key: string): Still | null {
  const endpoints = storedValue(world, `/registry/endpoints/${key}`) as Endpoints | undefined
  const nodes = new Set(
    (endpoints?.subsets ?? []).flatMap(({ addresses = [] }) => addresses.flatMap(({ nodeName }) => nodeName ?? []))
  )
  for (const node of nodes) {
    const cause = silenceOf(world, timeline, `${node}/kubelet`, null)
    if (cause < 0) continue
    const lost = waits.find(({ kind, about }) => kind === 'grace' && about === node)
    return still(
      world,
      cause,
      `still sends to pods on ${node}, whose kubelet is silent`,
      lost,
      `${node} is taken for lost`
    )
  }
  return null
}

/** What each kind of countdown of a process means for it. */
const meanings: Readonly<Partial<Record<WaitKind, (wait: WaitView) => readonly [text: string, ends: string]>>> = {
  election: ({ about }) => [`hears nothing of ${about || 'a leader'}`, 'asks for votes'],
  lease: ({ about }) => [`waits: ${about.split('/')[0]} holds the lease and does not renew it`, 'it runs out'],
  check: ({ about, count, setting }) => [
    `still takes ${about.split('/')[0]} for ${setting.endsWith('rise') ? 'DOWN' : 'UP'} (${count?.done} of ${count?.of} checks)`,
    'decides'
  ],
  timeout: ({ about }) => [`waits for an answer of ${about}`, 'gives up']
}

function stillOfProcess(world: World, timeline: Timeline, process: Process): Still | null {
  for (const wait of waitingOf(world, timeline)) {
    if (wait.process !== process.id || wait.about === process.id) continue
    const meaning = meanings[wait.kind]
    const cause = meaning ? silenceOf(world, timeline, wait.about, process) : -1
    if (!meaning || cause < 0) continue
    const [text, ends] = meaning(wait)
    return still(world, cause, text, wait, ends)
  }
  return null
}

/**
 * The entry that explains why a process says nothing (to a listener, or to whom it reports): its end, its pause, or the first
 * message of it that was lost. -1: nothing keeps it from speaking.
 */
function silenceOf(world: World, timeline: Timeline, id: ProcessId | MachineId, listener: Process | null): number {
  const process = world.find(id) ?? world.find(`${id}/linux`)
  if (!process) return -1
  if (process.status !== 'running' || process.paused) return lastLife(world, timeline, process)
  const { network, processes } = world
  let first = -1
  for (const other of listener ? [listener] : processes) {
    // A loss of long ago on a link that is whole says nothing.
    if (!network.isCut(process.machine, other.machine) && !network.isCut(other.machine, process.machine)) continue
    for (const flow of [flowKey(process, other), flowKey(other, process)]) {
      const lost = network.losses.get(flow)
      if (lost !== undefined && (first < 0 || lost < first)) first = lost
    }
  }
  return first
}

function lastLife(world: World, timeline: Timeline, process: Process): number {
  const life = timeline.lives.findLast(
    ({ entry, process: index, status }) => entry < world.entries && index === process.index && status !== 'running'
  )
  return life?.entry ?? -1
}
