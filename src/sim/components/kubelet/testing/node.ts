import { ms, seconds, type Micros } from '../../../../base/time'
import { applyFault } from '../../../faults/apply'
import type { Fault } from '../../../faults/types'
import type { Flags, SimEvent } from '../../../kernel/types'
import { inject } from '../../../kernel/react'
import type { Recorder } from '../../../kernel/recorder'
import { runUntil } from '../../../kernel/step'
import type { World } from '../../../kernel/world'
import { fakeApi, keyFor, type Edit, type FakeApi } from '../../../testing/fake-api'
import { benchWorld } from '../../../testing/world'
import { machine as runtime } from '../../container-runtime/machine'
import { machine as linux } from '../../linux/machine'
import type { KubeObject } from '../../../api/types'
import { machine as kubelet } from '../machine'

/** A log line or a message of interest, in the order in which it happened. */
export interface Line {
  readonly at: Micros
  readonly component: string
  readonly what: string
}

/** One worker with its operating system, runtime and kubelet, and an API server that is only a store. */
export interface TestNode {
  readonly world: World
  readonly lines: Line[]
  readonly run: (duration: Micros) => void
  readonly pod: (spec: PodSpec) => string
  readonly deletePod: (name: string, graceSeconds?: number) => void
  readonly fault: (fault: WithoutTime<Fault>) => void
  readonly api: () => FakeApi
  readonly inject: (process: string, event: SimEvent) => void
}

/** Each kind keeps its own fields. */
type WithoutTime<F> = F extends Fault ? Omit<F, 'at'> : never

interface PodSpec {
  readonly name: string
  readonly [field: string]: unknown
}

/** What every namespace has: the kubelet waits for it before it starts a pod. */
const rootCertificate: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kube-root-ca.crt', namespace: 'default' }
}

/** @param flags settings of the run; images of the recorded node are on its disk. */
export function startNode(flags: Flags = {}, seed = 1): TestNode {
  const lines: Line[] = []
  const recorder: Recorder = {
    record: () => {},
    because: () => {},
    moved: () => {},
    took: () => {},
    life: () => {},
    note: () => {},
    log: (_entry, at, process, level, text) =>
      void lines.push({ at, component: world.processes[process]!.id, what: `${level} ${text}` }),
    fact: (_entry, at, process, fact, detail) =>
      void lines.push({
        at,
        component: process < 0 ? '' : world.processes[process]!.id,
        what: `FACT ${fact} ${JSON.stringify(detail)}`
      })
  }
  const world: World = benchWorld(
    {
      seed,
      flags: {
        'preloaded-images': 'registry.k8s.io/pause:3.6,nginx:1.25,busybox:1.36',
        v: 2,
        release: '1.25',
        'dns-answers': false,
        ...flags
      },
      cluster: {
        workers: ['worker-1'],
        addresses: { 'master-1': '10.0.0.11', 'worker-1': '10.0.1.21' },
        podCidrs: { 'worker-1': '10.244.0' }
      },
      machines: {
        'kube-apiserver': fakeApi({ deeds: [{ at: 0, resource: 'configmaps', object: rootCertificate }] }),
        kubelet,
        'container-runtime': runtime,
        linux
      },
      processes: [
        { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
        { id: 'worker-1/linux', kind: 'linux', startDelay: 0 },
        { id: 'worker-1/container-runtime', kind: 'container-runtime', startDelay: ms(1) },
        { id: 'worker-1/kubelet', kind: 'kubelet', startDelay: ms(400) }
      ]
    },
    recorder
  )
  const send = (process: string, event: SimEvent) => void inject(world, world.process(process), event, -1)
  const edit = (change: Edit) => send('master-1/kube-apiserver', { type: 'edit', edit: change } as SimEvent)
  const api = () => world.process('master-1/kube-apiserver').context as FakeApi
  return {
    world,
    lines,
    run: (duration) => runUntil(world, world.now + duration),
    pod: ({ name, ...spec }) => {
      edit({ resource: 'pods', object: podObject(name, spec) })
      return api().objects.get(keyFor('pods', 'default', name))!.metadata.uid!
    },
    deletePod: (name, grace = 30) => edit({ resource: 'pods', delete: keyFor('pods', 'default', name), grace }),
    fault: (fault) => applyFault(world, { ...fault, at: world.now } as Fault, -1),
    api,
    inject: send
  }
}

const podObject = (name: string, spec: Record<string, unknown>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    volumes: [
      {
        name: 'kube-api-access-abcde',
        projected: {
          sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: { name: 'kube-root-ca.crt' } }]
        }
      }
    ],
    nodeName: 'worker-1',
    ...spec
  },
  status: {
    phase: 'Pending',
    conditions: [
      { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: '2026-01-01T00:00:00Z' }
    ],
    qosClass: 'BestEffort'
  }
})

/** A pod of one container that runs a shell script. */
export const shell = (script: string, more: Record<string, unknown> = {}) => ({
  containers: [{ name: 'app', image: 'busybox:1.36', command: ['sh', '-c', script], ...more }]
})

export const afterBoot = seconds(14)

// --- what happened ------------------------------------------------------------------------------------------------------

type Json = Record<string, unknown>

/** Seconds since `from` of the facts of a name. */
export const facts = (node: TestNode, fact: string, from: Micros): number[] =>
  node.lines.filter(({ what }) => what.startsWith(`FACT ${fact} `)).map(({ at }) => (at - from) / 1_000_000)

/** Every write that reached the API and what it carried, in order: `PATCH pods/status web`. */
export const writes = (node: TestNode) =>
  node.api().calls.flatMap(({ at, verb, resource, subresource, name, body, options }) =>
    ['get', 'list', 'watch'].includes(verb)
      ? []
      : [
          {
            at,
            text: `${verb.toUpperCase()} ${resource}${subresource && `/${subresource}`} ${name}`.trim(),
            body: body ?? options
          }
        ]
  )

/** Events that were written, in order: `Normal Pulled: …`; a repeated one is written as `x2 …`. */
export function events(node: TestNode): string[] {
  return writes(node).flatMap(({ text, body }) => {
    if (!text.includes(' events')) return []
    const event = body as {
      type?: string
      reason?: string
      message: string
      count: number
      involvedObject?: { kind: string }
    }
    if (event.involvedObject?.kind === 'Node' || /Node worker-1|Node Allocatable/.test(event.message)) return []
    return [
      event.reason === undefined
        ? `x${event.count} ${event.message}`
        : `${event.type} ${event.reason}: ${event.message}`
    ]
  })
}

/** Status patches of pods, in order, in short. */
export function patches(node: TestNode): string[] {
  return writes(node).flatMap(({ text, body }) => {
    if (text.startsWith('DELETE pods')) return [`DELETE ${JSON.stringify(body)}`]
    if (!text.startsWith('PATCH pods/status')) return []
    return [brief((body as { status: Json }).status)]
  })
}

function brief(status: Json): string {
  const parts: string[] = []
  if (status.phase) parts.push(String(status.phase))
  if (status.podIP) parts.push('ip')
  for (const condition of (status.conditions as Json[] | undefined) ?? []) {
    const { type, status: value, reason, message } = condition
    parts.push(`${type}=${value ?? ''}${reason ? ` ${reason}` : ''}${message ? ` ${message}` : ''}`)
  }
  for (const list of ['initContainerStatuses', 'containerStatuses']) {
    for (const container of (status[list] as Json[] | undefined) ?? []) parts.push(containerText(container))
  }
  return parts.join(' | ')
}

function containerText({ name, state, lastState, ready, started, restartCount }: Json): string {
  const text = (value: Json | undefined): string => {
    const [kind, detail] = Object.entries(value ?? {})[0] ?? ['', {}]
    const { reason, exitCode } = (detail ?? {}) as Json
    return kind === 'terminated' ? `${reason}(${exitCode})` : kind === 'waiting' ? String(reason ?? 'waiting') : kind
  }
  const last = text(lastState as Json)
  const flags = `${ready ? ' ready' : ''}${started ? ' started' : ''}`
  return `${name} ${text(state as Json)}${last ? ` after ${last}` : ''}${flags} #${restartCount}`
}
