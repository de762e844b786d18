import { median } from '../../src/base/median'
import type { Life, Moment } from '../../src/rigs/pods'

/** Milliseconds by the name of a step; a step that did not happen is missing. */
export type Steps = Readonly<Record<string, number>>

type Sign = readonly [component: string, begins: string]

/** From the binding until the pod is ready: what each step is seen by. */
const start: Readonly<Record<string, Sign>> = {
  syncloop_add: ['kubelet log', 'I kubelet.go:2119] "SyncLoop ADD"'],
  ev_scheduled: ['kube-scheduler', 'EVENT Normal Scheduled'],
  patch1: ['kubelet', 'PATCH pods/status'],
  volumes_mounted: ['kubelet log', 'I operation_generator.go:730]'],
  sandbox_call: ['containerd', 'RunPodSandbox for'],
  sandbox_ready: ['runtime', 'sandbox: task started'],
  create_call: ['containerd', 'CreateContainer within'],
  start_call: ['containerd', 'StartContainer for'],
  running: ['runtime', 'nginx#0: task started'],
  ev_pulled: ['kubelet', 'EVENT Normal Pulled'],
  ev_created: ['kubelet', 'EVENT Normal Created'],
  ev_started: ['kubelet', 'EVENT Normal Started']
}

/** The steps of a pod's start. */
export function startOf({ timeline }: Life): Steps {
  const steps = firsts(timeline, start)
  const patches = timeline.filter(({ what }) => what.startsWith('PATCH pods/status'))
  return { ...steps, ...(patches[1] ? { patch2: patches[1].t_ms } : {}) }
}

function firsts(timeline: readonly Moment[], signs: Readonly<Record<string, Sign>>): Steps {
  return Object.fromEntries(
    Object.entries(signs).flatMap(([step, [component, begins]]) => {
      const found = timeline.find(
        (moment) => moment.component === component && moment.what.startsWith(begins) && !moment.what.endsWith('(exec)')
      )
      return found ? [[step, found.t_ms]] : []
    })
  )
}

const end: Readonly<Record<string, Sign>> = {
  syncloop_delete: ['kubelet log', 'I kubelet.go:2135] "SyncLoop DELETE"'],
  killing_event: ['kubelet', 'EVENT Normal Killing'],
  sigterm: ['containerd', 'Stop container '],
  sigkill: ['containerd', 'Kill container '],
  exit: ['runtime', 'app#0: EXIT'],
  sandbox_exit: ['runtime', 'sandbox: EXIT'],
  sandbox_stopped: ['containerd', 'StopPodSandbox for "<sandbox>" returns'],
  pleg: ['kubelet log', 'I kubelet.go:2157]'],
  status_patch: ['kubelet', 'PATCH pods/status'],
  api_delete_g0: ['kubelet', 'DELETE pods'],
  remove: ['kubelet log', 'I kubelet.go:2129] "SyncLoop REMOVE"']
}

/** The steps of a pod's deletion, after the request to delete it. */
export function endOf({ timeline }: Life): Steps {
  const from = timeline.findIndex(({ component, what }) => component === 'kubectl' && what.startsWith('DELETE pods'))
  if (from < 0) return {}
  const steps = firsts(timeline.slice(from), end)
  return Object.fromEntries(Object.entries(steps).map(([step, at]) => [step, at - timeline[from]!.t_ms]))
}

/** Milliseconds from each end of a container to the start of its next incarnation: after its first crash, its second, … */
export function gapsOf({ timeline }: Life, container = 'app'): number[] {
  const gaps: number[] = []
  let ended: number | null = null
  for (const { component, what, t_ms } of timeline) {
    if (component !== 'runtime' || !what.startsWith(`${container}#`) || what.endsWith('(exec)')) continue
    if (what.includes(': EXIT')) ended = t_ms
    else if (what.includes('task started') && ended !== null) gaps.push(t_ms - ended)
  }
  return gaps
}

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: Math.round(median(values)),
  min: Math.round(Math.min(...values)),
  max: Math.round(Math.max(...values))
})
