import type { Pod } from '../api/types'
import { clusterOf } from '../cluster'
import { contextOf } from '../components/contexts'
import type { MachineId, ProcessId } from '../kernel/types'
import type { Process, World } from '../kernel/world'
import type { Belief, Subject } from './component'
import { runningContainers, storedObjects } from './truth'
import type { InspectorView } from './types'

type BesideTruth = InspectorView['beliefs'][number]

/** What a component believes, beside what is true at this instant. */
export function besideTruth(world: World, observer: Process, { about, believes, subject }: Belief): BesideTruth {
  if (!subject) return { about, believes, truth: '', differs: false }
  return { about, believes, ...truthOf(world, observer, subject, believes) }
}

function truthOf(
  world: World,
  observer: Process,
  subject: Subject,
  believes: string
): Pick<BesideTruth, 'truth' | 'differs'> {
  switch (subject.is) {
    case 'etcd-leader': {
      const leader = etcdLeader(world) || 'none'
      return { truth: leader, differs: leader !== believes }
    }
    case 'process': {
      const truth = conditionOf(world, observer.machine.id, subject.id)
      return { truth, differs: (truth === 'runs') !== subject.up }
    }
    case 'node': {
      const kubelet = conditionOf(world, null, `${subject.name}/kubelet`)
      return { truth: `its kubelet ${says[kubelet]}`, differs: (kubelet === 'runs') !== subject.ready }
    }
    case 'pod': {
      const alive = runningContainers(world, subject.machine).has(subject.uid)
      return { truth: alive ? 'its containers run' : 'no container runs', differs: alive !== subject.running }
    }
    case 'pods': {
      const pods = storedObjects<Pod>(world, 'pods')
      const count = subject.node === '' ? pods.length : pods.filter(({ spec }) => spec.nodeName === subject.node).length
      return { truth: `${count} pods in etcd`, differs: count !== subject.count }
    }
    case 'endpoints': {
      const alive = livingAddresses(world)
      const dead = subject.ips.filter((ip) => !alive.has(ip))
      return { truth: dead.length > 0 ? `dead: ${dead.join(', ')}` : 'all run', differs: dead.length > 0 }
    }
  }
}

type Condition = 'runs' | 'stopped' | 'hangs' | 'down' | 'cut off'
const says: Readonly<Record<Condition, string>> = {
  runs: 'runs',
  stopped: 'is stopped',
  hangs: 'hangs',
  down: 'is down with its machine',
  'cut off': 'is cut off'
}

/** How a process is; seen from a machine, a cut in either direction counts too. */
function conditionOf(world: World, from: MachineId | null, id: ProcessId): Condition {
  const process = world.find(id)
  if (!process) return 'stopped'
  const { machine, status, paused } = process
  if (!machine.up) return 'down'
  if (status !== 'running') return 'stopped'
  if (paused) return 'hangs'
  const observer = from === null ? undefined : world.machine(from)
  const isCut = observer && (world.network.isCut(observer, machine) || world.network.isCut(machine, observer))
  return isCut ? 'cut off' : 'runs'
}

/** The member that leads in the latest term; a leader that was deposed and does not know it is not the leader. */
function etcdLeader(world: World): ProcessId {
  let best = { term: -1, id: '' }
  for (const process of world.processes) {
    const raft = contextOf(process, 'etcd')?.raft
    if (raft && process.table.leaves[process.leaf] === 'leader' && raft.term > best.term)
      best = { term: raft.term, id: process.id }
  }
  return best.id
}

/** Addresses behind which a container runs, or a machine for what has its host's address. */
function livingAddresses(world: World): ReadonlySet<string> {
  const found = new Set<string>()
  for (const process of world.processes) {
    for (const { spec } of contextOf(process, 'linux')?.containers.values() ?? []) {
      if (spec.name !== '') found.add(spec.podIP)
    }
  }
  for (const machine of world.machines) {
    const address = clusterOf(world).addresses[machine.id]
    if (machine.up && address !== undefined) found.add(address)
  }
  return found
}
