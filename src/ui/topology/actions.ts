import type { LinkView, MachineView, PodView, ProcessView } from '../../store'

/** Something that a person can do to what is selected: a fault (in its text form, without a time) or a kubectl line. */
export interface Action {
  readonly label: string
  readonly fault?: string
  readonly kubectl?: string
  readonly danger?: boolean
}

export interface Actions {
  /** In the toolbar. */
  readonly main: readonly Action[]
  /** In its menu. */
  readonly more: readonly Action[]
}

export function machineActions(
  { id, role, up, paused, clockSkew }: MachineView,
  others: readonly MachineView[],
  links: readonly LinkView[]
): Actions {
  if (!up)
    return {
      main: [{ label: 'Restart', fault: `restart ${id}` }],
      more: [{ label: 'Lose its disk', fault: `lose-disk ${id}` }]
    }
  const isCut = links.some(({ from, to, state }) => (from === id || to === id) && state === 'cut')
  const everyoneElse = others.map((machine) => machine.id).join(',')
  const hasDisk = role === 'master' || role === 'worker'
  const peers = others.filter((machine) => machine.role === 'master' || machine.role === 'lb')
  return {
    main: [
      { label: 'Crash', fault: `crash ${id}`, danger: true },
      { label: 'Restart', fault: `restart ${id}` },
      isCut
        ? { label: 'Heal', fault: `heal ${id}` }
        : { label: 'Partition', fault: `partition ${id} | ${everyoneElse}` },
      paused ? { label: 'Resume', fault: `resume ${id}` } : { label: 'Pause', fault: `pause ${id}` },
      ...(hasDisk ? [{ label: 'Slow', fault: `slow-disk ${id} 20x` }] : []),
      clockSkew === 0
        ? { label: 'Skew clock', fault: `skew-clock ${id} +30s` }
        : { label: 'Right clock', fault: `skew-clock ${id} +0s` }
    ],
    more: [
      { label: 'Kill all its processes', fault: `kill ${id}`, danger: true },
      { label: 'Stop gracefully', fault: `stop ${id}` },
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
      { label: 'Heal its links', fault: `heal ${id}` },
      { label: 'Heal all links', fault: 'heal' }
    ]
  }
}

export function processActions(
  { id, kind, status }: ProcessView,
  machine: MachineView,
  others: readonly MachineView[]
): Actions {
  const machineAction = machine.up
    ? { label: `Crash ${machine.id}`, fault: `crash ${machine.id}`, danger: true }
    : { label: `Restart ${machine.id}`, fault: `restart ${machine.id}` }
  if (!machine.up) return { main: [machineAction], more: [] }
  if (status === 'stopped') return { main: [{ label: 'Restart', fault: `restart ${id}` }, machineAction], more: [] }
  const peers = others.flatMap((other) => other.processes).filter((process) => process.kind === kind)
  return {
    main: [
      { label: 'Kill', fault: `kill ${id}`, danger: true },
      { label: 'Restart', fault: `restart ${id}` },
      { label: 'Stop', fault: `stop ${id}` },
      status === 'paused' ? { label: 'Resume', fault: `resume ${id}` } : { label: 'Pause', fault: `pause ${id}` },
      machineAction
    ],
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
      { label: 'Kill container', fault: `kill-container ${key}`, danger: true },
      { label: 'Fill memory', fault: `fill-memory ${key} 1Gi` },
      { label: 'Delete', kubectl: `delete pod ${name} -n ${namespace} --wait=false` }
    ],
    more: [
      { label: 'Describe', kubectl: `describe pod ${name} -n ${namespace}` },
      { label: 'Delete by force', kubectl: `delete pod ${name} -n ${namespace} --force --grace-period=0`, danger: true }
    ]
  }
}
