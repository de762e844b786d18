import type { ApiRequest } from '../components/kube-apiserver/messages'
import { isEvent } from '../kernel/types'
import type { Micros } from '../../base/time'
import { kindOf, type Kind } from '../protocol'
import type { World } from '../kernel/world'
import { isCausedBy } from '../timeline/causes'
import type { Timeline, TimelineEntry } from '../timeline/timeline'
import { labelOf } from './label'

/** A message of the story, as the sequence diagram draws it. */
export interface SequenceMessage {
  readonly entry: number
  readonly at: Micros
  readonly from: string
  readonly to: string
  readonly label: string
  readonly stage: number
  readonly stageTitle: string
}

/** The teaching document's nine stages of `kubectl run`. */
const stages = [
  'Command parsing',
  'Authentication',
  'Admission control',
  'Persistence',
  'Scheduling',
  'Binding',
  'Execution',
  'Monitoring',
  'Networking'
] as const

const participants: Readonly<Partial<Record<Kind, string>>> = {
  kubectl: 'kubectl',
  'kube-apiserver': 'API Server',
  etcd: 'etcd',
  'kube-scheduler': 'Scheduler',
  'kube-controller-manager': 'Controller Manager',
  kubelet: 'kubelet',
  'container-runtime': 'Container Runtime',
  'kube-proxy': 'kube-proxy'
}

/** Longest diagram that can be read. */
const limit = 120

/**
 * The messages that a kubectl command led to: entries whose chain of causes goes back to it. Raft's own messages and the
 * load balancer's forwarding are left out: the diagram shows who talks with whom, as the document does.
 */
export function sequenceOf(
  timeline: Timeline,
  world: World,
  upTo: Micros
): { messages: SequenceMessage[]; mermaid: string } {
  const command = firstCommand(timeline)
  const messages: SequenceMessage[] = []
  if (command < 0) return { messages, mermaid: diagram(messages, '') }
  const kindAt = (index: number): Kind | undefined => {
    const process = world.processes[index]
    return process && kindOf(process)
  }
  messages.push({
    entry: command,
    at: timeline.at(command),
    from: 'User',
    to: 'kubectl',
    label: timeline.notes.get(command)?.[0] ?? '',
    stage: 1,
    stageTitle: stages[0]
  })
  for (let seq = command + 1; seq < timeline.length && messages.length < limit; seq++) {
    const entry = timeline.get(seq)
    if (entry.at > upTo) break
    if (entry.kind !== 'message' || !entry.event) continue
    const to = participants[kindAt(entry.process) ?? 'users']
    const from = participants[kindAt(senderOf(timeline, world, entry)) ?? 'users']
    if (!to || !from || entry.type === 'raft.message' || !isCausedBy(timeline, seq, command)) continue
    const stage = stageOf(entry, from, to, messages[messages.length - 1]!.stage)
    messages.push({
      entry: seq,
      at: entry.at,
      from,
      to,
      label: labelOf(entry.event),
      stage,
      stageTitle: stages[stage - 1]!
    })
  }
  return { messages, mermaid: diagram(messages, timeline.notes.get(command)?.[0] ?? '') }
}

/** What came through the load balancer was sent by whoever sent it to the load balancer. */
function senderOf(timeline: Timeline, world: World, entry: TimelineEntry): number {
  if (world.processes[entry.from]?.kind !== 'load-balancer' || entry.cause < 0) return entry.from
  return timeline.get(entry.cause).from
}

function firstCommand(timeline: Timeline): number {
  for (let seq = timeline.firstAt(0); seq < timeline.length; seq++) {
    const entry = timeline.get(seq)
    if (entry.kind === 'command' && timeline.notes.get(seq)?.[0]?.startsWith('kubectl ')) return seq
  }
  return -1
}

/** Which of the document's stages a message belongs to, by who talks to whom about what; never goes back. */
function stageOf(entry: TimelineEntry, from: string, to: string, before: number): number {
  const { event } = entry
  const subresource = event && isEvent<ApiRequest>(event, 'api.request') ? event.subresource : undefined
  const stage = (() => {
    if (from === 'kubectl') return 2
    if (to === 'etcd') return subresource === 'binding' ? 6 : 4
    if (to === 'Scheduler') return 5
    if (subresource === 'binding') return 6
    if (to === 'Container Runtime' || (to === 'kubelet' && from === 'API Server')) return 7
    if (from === 'kubelet' && subresource === 'status') return 8
    if (to === 'kube-proxy') return 9
    return before
  })()
  return Math.max(before, stage)
}

function diagram(messages: readonly SequenceMessage[], title: string): string {
  const names = [...new Set(messages.flatMap((message) => [message.from, message.to]))]
  const id = (name: string) => name.replace(/[^A-Za-z]/g, '')
  const lines = ['sequenceDiagram']
  if (title) lines.push(`  %% ${title}`)
  for (const name of names) lines.push(`  participant ${id(name)} as ${name}`)
  for (const { from, to, label } of messages) {
    lines.push(`  ${id(from)}->>${id(to)}: ${label.replace(/[;#\n]/g, ' ').slice(0, 80) || ' '}`)
  }
  return lines.join('\n')
}
