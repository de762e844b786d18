import type { MachineView, PodView, ProcessView } from '../../store'

/** Something that a person can do to what is selected: a fault (in its text form, without a time) or a kubectl line. */
export interface Action {
  readonly label: string
  readonly fault?: string
  readonly kubectl?: string
  readonly danger?: boolean
  /** The key that does it where the thing has the focus. */
  readonly key?: 'K' | 'R' | 'S' | 'P' | 'C'
}

export interface Actions {
  /** In the toolbar. */
  readonly main: readonly Action[]
  /** In the toolbar, too: what can be done to the machine of what is selected. */
  readonly machine: readonly Action[]
  /** In its menu. */
  readonly more: readonly Action[]
}

export function machineActions(
  { id, role, up, paused, clockSkew }: MachineView,
  others: readonly MachineView[],
  isCut: boolean
): Actions {
  if (!up)
    return {
      main: [{ label: 'Restart', fault: `restart ${id}`, key: 'R' }],
      machine: [],
      more: [
        { label: 'Lose its disk', fault: `lose-disk ${id}` },
        ...(role === 'worker' ? [{ label: 'Take it away for good', fault: `remove ${id}`, danger: true }] : [])
      ]
    }
  const everyoneElse = others.map((machine) => machine.id).join(',')
  const hasDisk = role === 'master' || role === 'worker'
  const peers = others.filter((machine) => machine.role === 'master' || machine.role === 'lb')
  return {
    main: [
      { label: 'Crash', fault: `crash ${id}`, danger: true, key: 'C' },
      { label: 'Restart', fault: `restart ${id}`, key: 'R' },
      isCut
        ? { label: 'Heal', fault: `heal ${id}` }
        : { label: 'Partition', fault: `partition ${id} | ${everyoneElse}` },
      paused
        ? { label: 'Resume', fault: `resume ${id}`, key: 'P' }
        : { label: 'Pause', fault: `pause ${id}`, key: 'P' },
      ...(hasDisk ? [{ label: 'Slow', fault: `slow-disk ${id} 20x` }] : []),
      clockSkew === 0
        ? { label: 'Skew clock', fault: `skew-clock ${id} +30s` }
        : { label: 'Right clock', fault: `skew-clock ${id} +0s` }
    ],
    machine: [],
    more: [
      { label: 'Kill all its processes', fault: `kill ${id}`, danger: true, key: 'K' },
      { label: 'Stop gracefully', fault: `stop ${id}`, key: 'S' },
      { label: 'Shut down', fault: `shutdown ${id}`, danger: true },
      ...(hasDisk
        ? [
            { label: 'Fill its disk', fault: `full-disk ${id}` },
            { label: 'Free its disk', fault: `free-disk ${id}` },
            { label: 'Lose its disk', fault: `lose-disk ${id}` },
            { label: 'Disk as fast as before', fault: `slow-disk ${id} 1x` }
          ]
        : []),
      { label: 'Clock 30 s back', fault: `skew-clock ${id} -30s` },
      ...peers.flatMap((peer) => [
        { label: `Cut to ${peer.id}, one way`, fault: `cut ${id} -> ${peer.id}` },
        { label: `Slow, lossy link to ${peer.id}`, fault: `link ${id} - ${peer.id} latency 100ms jitter 20ms loss 5%` }
      ]),
      ...(role === 'worker' ? [{ label: 'Take it away for good', fault: `remove ${id}`, danger: true }] : []),
      { label: 'Add a worker', fault: `add ${nextWorker([id, ...others.map((machine) => machine.id)])}` },
      { label: 'Heal its links', fault: `heal ${id}` },
      { label: 'Heal all links', fault: 'heal' }
    ]
  }
}

/** The first name after those of all workers that there are. */
const nextWorker = (machines: readonly string[]): string =>
  `worker-${Math.max(0, ...machines.map((id) => Number(/^worker-(\d+)$/.exec(id)?.[1] ?? 0))) + 1}`

export function processActions(
  { id, kind, status }: ProcessView,
  machine: MachineView,
  others: readonly MachineView[]
): Actions {
  if (!machine.up)
    return { main: [], machine: [{ label: 'Restart machine', fault: `restart ${machine.id}`, key: 'R' }], more: [] }
  const everyoneElse = others.map((other) => other.id).join(',')
  const ofMachine: readonly Action[] = [
    { label: 'Crash machine', fault: `crash ${machine.id}`, danger: true, key: 'C' },
    { label: 'Partition', fault: `partition ${machine.id} | ${everyoneElse}` }
  ]
  if (status === 'stopped')
    return { main: [{ label: 'Restart', fault: `restart ${id}`, key: 'R' }], machine: ofMachine, more: [] }
  const peers = others.flatMap((other) => other.processes).filter((process) => process.kind === kind)
  return {
    main: [
      { label: 'Kill', fault: `kill ${id}`, key: 'K' },
      { label: 'Restart', fault: `restart ${id}`, key: 'R' },
      { label: 'Stop', fault: `stop ${id}`, key: 'S' },
      status === 'paused'
        ? { label: 'Resume', fault: `resume ${id}`, key: 'P' }
        : { label: 'Pause', fault: `pause ${id}`, key: 'P' }
    ],
    machine: ofMachine,
    more: peers.flatMap((peer) => [
      { label: `Drop the next message to ${peer.id}`, fault: `drop ${id} -> ${peer.id}` },
      { label: `Drop the next message from ${peer.id}`, fault: `drop ${peer.id} -> ${id}` }
    ])
  }
}

export function podActions({ key }: PodView): Actions {
  const [namespace = '', name = ''] = key.split('/')
  return {
    main: [
      { label: 'Kill container', fault: `kill-container ${key}`, danger: true, key: 'K' },
      { label: 'Fill memory', fault: `fill-memory ${key} 1Gi` },
      { label: 'Delete', kubectl: `delete pod ${name} -n ${namespace} --wait=false` }
    ],
    machine: [],
    more: [
      { label: 'Describe', kubectl: `describe pod ${name} -n ${namespace}` },
      { label: 'Delete by force', kubectl: `delete pod ${name} -n ${namespace} --force --grace-period=0`, danger: true }
    ]
  }
}
