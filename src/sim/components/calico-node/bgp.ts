import { ms, seconds, type Micros } from '../../../base/time'
import type { ConfigMap, KubeObject } from '../../api/types'
import type { Delivered, MachineId } from '../../kernel/types'
import { addressOf, machineOf } from '../../protocol'
import type { CalicoNode } from './context'
import { flags } from './flags'
import type { BgpMessage, Outbox } from './messages'
import { fitsSelector } from './selector'

/* Who tells whom of which node's pods, and what of it stands in the kernel: BIRD's part, with iBGP's rule that what one was told is told on by reflectors only. */

/** What BIRD knows. */
export interface Bgp {
  /** Nodes that it has been told to speak to. */
  peers: readonly MachineId[]
  /** It tells its peers of one another's routes. */
  reflects: boolean
  /** Of each peer with a session: whose pods it reaches, and when it said so last. */
  readonly learned: Map<MachineId, { readonly to: readonly MachineId[]; readonly at: Micros }>
  /** What each peer was told last. */
  readonly told: Map<MachineId, string>
  /** Nodes whose pods the kernel was told the way to. */
  written: readonly MachineId[]
}

export const noBgp = (): Bgp => ({ peers: [], reflects: false, learned: new Map(), told: new Map(), written: [] })

const setting = (context: CalicoNode, name: keyof typeof flags): Micros =>
  seconds(Number(context.config[name] ?? flags[name].default))

/** Calico's BGPConfiguration and BGPPeer, as far as they are known here: keys of the ConfigMap calico-config. */
function configOf(objects: ReadonlyMap<string, KubeObject>): { readonly mesh: boolean; readonly reflectors: string } {
  const found = [...objects.values()].find(({ metadata }) => metadata.name === 'calico-config')
  const data = (found as ConfigMap | undefined)?.data ?? {}
  return { mesh: data.nodeToNodeMeshEnabled !== 'false', reflectors: data.peerSelector ?? '' }
}

/** BIRD begins, and looks at its sessions and at the kernel's table from time to time. */
export function begin(context: CalicoNode, out: Outbox): void {
  const scan = setting(context, 'bird-kernel-scan-time')
  out.timer('connect', setting(context, 'bird-connect-delay-time'), 'bird-connect-delay-time', { type: 'bgp.connect' })
  out.timer('keepalive', setting(context, 'bird-hold-time') / 3, 'bird-hold-time', { type: 'bgp.keepalive' })
  if (scan > 0) out.timer('scan', scan, 'bird-kernel-scan-time', { type: 'bgp.scan' })
}

/** Nodes or the configuration have changed: sessions that nobody asks for any more are closed, others are begun. */
export function configure(context: CalicoNode, out: Outbox): void {
  const { bgp, machine } = context
  const { mesh, reflectors } = configOf(context.configmaps.store)
  const nodes = [...context.nodes.store.values()]
  const isReflector = ({ metadata }: KubeObject) => !mesh && fitsSelector(reflectors, metadata.labels)
  const own = nodes.find(({ metadata }) => metadata.name === machine)
  const reflects = own !== undefined && isReflector(own)
  const peers = nodes
    .filter((node) => node.metadata.name !== machine && (mesh || reflects || isReflector(node)))
    .map(({ metadata }) => metadata.name)
  const [before, wasReflecting] = [bgp.peers, bgp.reflects]
  bgp.peers = Object.freeze(peers)
  bgp.reflects = reflects
  for (const peer of before) {
    if (peers.includes(peer)) continue
    say(out, peer, { type: 'bgp.close' })
    forget(bgp, peer)
  }
  for (const peer of peers)
    if (!before.includes(peer)) say(out, peer, { type: 'bgp.open', to: announced(context, peer) })
  if (wasReflecting !== reflects || before.length !== peers.length) spread(context, out)
}

export function heard(context: CalicoNode, message: Delivered<BgpMessage>, out: Outbox): void {
  const { bgp } = context
  const peer = machineOf(message.from)
  if (message.type === 'bgp.close') forget(bgp, peer)
  else if (!bgp.peers.includes(peer)) return say(out, peer, { type: 'bgp.close' })
  else {
    bgp.learned.set(peer, Object.freeze({ to: message.to, at: context.now }))
    if (message.type === 'bgp.open') {
      bgp.told.delete(peer)
      tell(context, out, peer)
    }
  }
  spread(context, out)
}

/** Peers with whom there is no session are turned to again. */
export function connect(context: CalicoNode, out: Outbox): void {
  const { bgp } = context
  for (const peer of bgp.peers)
    if (!bgp.learned.has(peer)) say(out, peer, { type: 'bgp.open', to: announced(context, peer) })
  out.timer('connect', setting(context, 'bird-connect-delay-time'), 'bird-connect-delay-time', { type: 'bgp.connect' })
}

export function keepAlive(context: CalicoNode, out: Outbox): void {
  const { bgp, now } = context
  const hold = setting(context, 'bird-hold-time')
  for (const [peer, { at }] of [...bgp.learned]) if (now - at >= hold) forget(bgp, peer)
  bgp.told.clear()
  spread(context, out)
  out.timer('keepalive', hold / 3, 'bird-hold-time', { type: 'bgp.keepalive' })
}

/** Routes that the kernel does not have any more are written anew. Models BIRD's kernel protocol, `scan time`. */
export function scan(context: CalicoNode, out: Outbox): void {
  out.send(addressOf('linux', context.machine), { type: 'linux.routes', add: context.bgp.written, remove: [] })
  out.timer('scan', setting(context, 'bird-kernel-scan-time'), 'bird-kernel-scan-time', { type: 'bgp.scan' })
}

function forget({ learned, told }: Bgp, peer: MachineId): void {
  learned.delete(peer)
  told.delete(peer)
}

/** The kernel and the peers hear what is new. */
function spread(context: CalicoNode, out: Outbox): void {
  const { bgp, machine } = context
  const known = [...new Set([...bgp.learned.values()].flatMap(({ to }) => to))]
    .filter((node) => node !== machine)
    .sort()
  const add = known.filter((node) => !bgp.written.includes(node))
  const remove = bgp.written.filter((node) => !known.includes(node))
  if (add.length + remove.length > 0) {
    bgp.written = Object.freeze(known)
    if (remove.length > 0) out.log('I', `bird: routes to the pods of ${remove.join(', ')} are withdrawn`)
    out.send(addressOf('linux', machine), { type: 'linux.routes', add, remove })
  }
  for (const peer of bgp.peers) if (bgp.learned.has(peer)) tell(context, out, peer)
}

/** What a peer does not know yet. */
function tell(context: CalicoNode, out: Outbox, peer: MachineId): void {
  const to = announced(context, peer)
  const text = to.join(' ')
  if (context.bgp.told.get(peer) === text) return
  context.bgp.told.set(peer, text)
  say(out, peer, { type: 'bgp.update', to })
}

/** Its own pods; a reflector's peers hear of the others', too. */
function announced({ bgp, machine }: CalicoNode, peer: MachineId): readonly MachineId[] {
  const others = bgp.reflects
    ? [...bgp.learned].flatMap(([from, { to }]) => (from === peer ? [] : to.filter((node) => node !== peer)))
    : []
  return Object.freeze([...new Set([machine, ...others])].sort())
}

const say = (out: Outbox, peer: MachineId, message: BgpMessage): void =>
  out.send(addressOf('calico-node', peer), message, { unreliable: true, delay: ms(0) })
