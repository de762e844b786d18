import { days } from './days'
import type { Scenario } from './types'
import { service, webService, worker } from './workloads'

const oneMaster = { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false } as const
const threeMasters = { masters: 3, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: true } as const
const workloads = [...webService('web', 12, 'nginx:1.27'), ...webService('api', 6, 'httpd:2.4')]
const common = { profile: 'kubernetes', flags: {}, seed: 1, commands: [] } as const

/** The stories that come with the page: the document's four failures, and its nine steps of `kubectl run`. */
export const presets: readonly Scenario[] = [
  {
    ...common,
    id: 'single-master-fails',
    title: 'Single: master fails',
    summary: 'Pods keep serving, nothing heals',
    cluster: oneMaster,
    workloads,
    faults: ['10s crash master-1'],
    untilSeconds: 130
  },
  {
    ...common,
    // Its phases are the document's too: a heartbeat is due 5 s after the crash.
    seed: 8,
    id: 'single-worker-fails',
    title: 'Single: a worker fails',
    summary: 'Lease, grace period, taint, eviction, new pods',
    cluster: oneMaster,
    workloads,
    faults: ['10s crash worker-2'],
    untilSeconds: 420
  },
  {
    ...common,
    id: 'ha-master-fails',
    title: 'HA: a master fails',
    summary: 'Raft elects, traffic reroutes',
    cluster: threeMasters,
    workloads,
    faults: ['10s crash master-1'],
    untilSeconds: 130
  },
  {
    ...common,
    seed: 3,
    id: 'ha-worker-fails',
    title: 'HA: a worker fails',
    summary: 'Same lease, same controller: three masters change nothing',
    cluster: threeMasters,
    workloads,
    faults: ['10s crash worker-2'],
    untilSeconds: 420
  },
  {
    ...common,
    // No users: what is to be seen is this one command.
    flags: { 'users-rate-per-s': 0 },
    id: 'kubectl-run',
    title: 'kubectl run nginx',
    summary: 'Every message from the keyboard to the container, one at a time',
    cluster: oneMaster,
    workloads: [service('nginx', { run: 'nginx' })],
    commands: ['1s kubectl run nginx --image=nginx', '15s kubectl get pod nginx'],
    faults: [],
    untilSeconds: 30
  },
  {
    ...common,
    // No users: what is to be seen is one decision of the scheduler.
    flags: { 'users-rate-per-s': 0 },
    id: 'scheduler-scores',
    title: 'Scheduler: which node?',
    summary: 'One pod, two nodes of different size: filters, then scores',
    // Free are 2 CPU and 4 Gi, and 1 CPU and 2 Gi: the kubelet keeps 100 Mi of each for itself.
    cluster: {
      ...oneMaster,
      workers: 2,
      sizes: { 'worker-1': { cpu: 2, memoryMib: 4_196 }, 'worker-2': { cpu: 1, memoryMib: 2_148 } }
    },
    workloads: [worker('app', 0, { cpu: '500m', memory: '1Gi' })],
    commands: ['2s kubectl scale deployment app --replicas=1'],
    faults: [],
    untilSeconds: 30
  }
]

/** A story by its id: one of the page's, or one side of a day (`days.ts`). */
export const presetOf = (id: string): Scenario | undefined =>
  presets.find((preset) => preset.id === id) ?? days.find((day) => day.id === id)

const told = ({ cluster, workloads, commands, faults }: Scenario): string =>
  JSON.stringify({ cluster, workloads, commands, faults })
const known = new WeakMap<Scenario, boolean>()

/** Whether a scenario still tells the preset's story: the same cluster, workloads, commands and faults; settings may differ. */
export function isPresetsStory(scenario: Scenario): boolean {
  let is = known.get(scenario)
  if (is === undefined) {
    const preset = presetOf(scenario.id)
    known.set(scenario, (is = preset !== undefined && told(preset) === told(scenario)))
  }
  return is
}
