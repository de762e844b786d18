import type { MachineId } from '../../../kernel/types'
import type { LinuxContext } from '../context'
import type { Outbox } from '../messages'

/** The CNI's agent writes routes to other nodes' pods, or takes some away. They outlive the agent. */
export interface LinuxRoutes {
  readonly type: 'linux.routes'
  readonly add: readonly MachineId[]
  readonly remove: readonly MachineId[]
}

/** systemd-networkd is started anew. */
export interface NetworkdRestarted {
  readonly type: 'fault.networkd'
}

export function setRoutes({ routes }: LinuxContext, { add, remove }: LinuxRoutes): void {
  for (const node of remove) routes?.delete(node)
  for (const node of add) routes?.add(node)
}

/** What it has not set itself it takes away. Models systemd.network's ManageForeignRoutes (networkd.conf, on by default). */
export function networkdRestarted({ routes, config }: LinuxContext, out: Outbox): void {
  const manages = config.ManageForeignRoutes ?? true
  out.log(
    'I',
    `systemd-networkd: ${manages ? `${routes?.size ?? 0} foreign routes are removed` : 'foreign routes are kept'}`
  )
  if (manages) routes?.clear()
}

/** Whether a packet finds its way from here to another node's pods. Without a route it goes to the default gateway, which knows no pods. */
export const hasRoute = ({ routes }: LinuxContext, node: MachineId): boolean => routes === null || routes.has(node)
