import { seconds, type Micros } from '../../base/time'
import { parseCommand } from '../../scenarios'
import { parseFault, type Fault } from '../../sim'
import type { KubectlCommand } from '../../sim/first'
import { contextOf } from '../../sim/components/contexts'
import { own } from '../../sim/kernel/memory'
import { clockAtStart } from '../../sim/kernel/types'
import type { World } from '../../sim/kernel/world'
import { signed } from '../../sim/kubeadm/kubeconfigs'
import { certificates, type CertificateOf } from '../faults'
import { snapshotFile } from './warm'

/** What a line of a way asks of a world: faults and lines that are typed, each at its time, or what time does by itself. */
export interface Acts {
  readonly acts: readonly (Fault | KubectlCommand)[]
  readonly passes: ((world: World) => void) | null
}

const manifests = '/etc/kubernetes/manifests'
const mastersOf = (world: World): string[] =>
  world.machines.map(({ id }) => id).filter((machine) => machine.startsWith('master-'))

/** A line of a way at its time: a fault, or one of the words of `faults.ts` for what no single fault is. */
export function actsOf(line: string, at: Micros, world: World): Acts {
  const all = mastersOf(world)
  const typed = (machines: readonly string[], ...lines: readonly (readonly [number, string])[]) =>
    machines.flatMap((machine) =>
      lines.map(([afterS, text]) => command(at + seconds(afterS), text.replaceAll('MACHINE', machine)))
    )
  const [word, what = ''] = line.split(' ')
  switch (word) {
    case 'expire':
      return { acts: [], passes: (later) => expire(later, what as CertificateOf) }
    case 'renew':
      return { acts: what === 'kubelets' ? rejoined(world, typed) : renewed(all, typed), passes: null }
    case 'lose-data':
      return {
        acts: all.flatMap((machine) => [
          fault(`lose-disk ${machine}`, at),
          fault(`kill ${machine}/etcd`, at),
          fault(`kill ${machine}/kube-apiserver`, at)
        ]),
        passes: null
      }
    case 'restore-data':
      return { acts: restored(world, typed), passes: null }
    default:
      return { acts: [fault(line, at)], passes: null }
  }
}

type Typed = (machines: readonly string[], ...lines: readonly (readonly [number, string])[]) => KubectlCommand[]

/** As kubeadm says at its end: the files are signed anew, and who has read the old ones is started anew (its manifest goes and comes). */
const renewed = (masters: readonly string[], typed: Typed) =>
  typed(
    masters,
    [0, 'ssh MACHINE kubeadm certs renew all'],
    [2, `ssh MACHINE mv ${manifests}/kube-controller-manager.yaml ${manifests}/kube-scheduler.yaml /var/tmp/`],
    [24, `ssh MACHINE mv /var/tmp/kube-controller-manager.yaml /var/tmp/kube-scheduler.yaml ${manifests}/`]
  )

const rejoined = (world: World, typed: Typed) =>
  typed(
    world.machines.map(({ id }) => id).filter((machine) => /^(?:master|worker)-/.test(machine)),
    [0, 'ssh MACHINE kubeadm join phase kubelet-start']
  )

/** The last snapshot becomes the data of every member, while no control plane runs. Models etcd's op-guide/recovery. */
function restored(world: World, typed: Typed) {
  const members = mastersOf(world).map((machine) => `${machine}=${peerUrl(world, machine)}`)
  return mastersOf(world).flatMap((machine) =>
    typed(
      [machine],
      [0, `ssh MACHINE mv ${manifests}/*.yaml /var/tmp/`],
      [4, 'ssh MACHINE rm -rf /var/lib/etcd'],
      [6, `scp ${snapshotFile} MACHINE:/var/tmp/etcd.db`],
      [
        8,
        `ssh MACHINE etcdutl snapshot restore /var/tmp/etcd.db --data-dir /var/lib/etcd --name MACHINE --initial-cluster ${members.join(',')} --initial-advertise-peer-urls ${peerUrl(world, machine)} --bump-revision 1000000000 --mark-compacted`
      ],
      [13, `ssh MACHINE mv /var/tmp/*.yaml ${manifests}/`]
    )
  )
}

const peerUrl = (world: World, machine: string): string => `https://${world.process(`${machine}/linux`).address}:2380`

/** The certificates of these components are good until now and no longer, on their disks and in their memories. */
function expire(world: World, which: CertificateOf): void {
  for (const process of world.processes) {
    if (!certificates[which].some((kind) => kind === process.kind)) continue
    own(process)
    const notAfter = world.now + clockAtStart + process.machine.clockSkew
    process.disk = signed(process.kind, process.disk, notAfter)
    if (process.status !== 'running') continue
    const context =
      contextOf(process, 'kubelet') ??
      contextOf(process, 'kube-scheduler') ??
      contextOf(process, 'kube-controller-manager')
    for (const client of Object.values(context ?? {})) if (isClient(client)) Object.assign(client, { notAfter })
  }
}

const isClient = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && 'notAfter' in value && 'streams' in value

function fault(line: string, at: Micros): Fault {
  const read = parseFault(`0s ${line}`)
  if (!read.ok) throw new Error(read.error)
  return { ...read.value, at }
}

function command(at: Micros, text: string): KubectlCommand {
  const read = parseCommand(`0s ${text}`)
  if (!read.ok) throw new Error(read.error)
  return { ...read.value, at }
}
