import { unborn, type Item } from '../../kernel/chart'
import type { Address, MachineId, ProcessContext } from '../../kernel/types'
import type { Boot } from '../../cluster'
import { addressOf } from '../../protocol'
import type { ClientMessage, ServerMessage } from '../kube-apiserver/messages'
import { settingsOf, type Settings } from './config'
import { writtenConfig } from './config-file/later'

/** One line `server master-1 10.0.0.11:6443 check` of the backend. */
export interface Server extends Item {
  readonly name: MachineId
  readonly target: Address<ClientMessage>
  /** HAProxy's check counter: UP from `rise` to `rise + fall - 1`, DOWN from 0 to `rise - 1`. */
  health: number
  /** Number of the current check; what belongs to an older one comes too late. */
  check: number
  checking: boolean
  /** When the current check began. */
  checkedAt: number
  /** Result of the last check, for people: `L4OK`, `L4CON Connection refused`. */
  lastCheck: string
  /** Open and connecting sessions. */
  sessions: number
  /** Connections given to it so far. */
  total: number
}

/** One client connection and its other half towards a server; its chart is `session.ts`. */
export interface Connection extends Item {
  /** Its name, as its client called it. */
  readonly conn: string
  readonly client: Address<ServerMessage>
  /** Index of the server. */
  server: number
  /** What the client sent before the server accepted. */
  waiting: ClientMessage[]
  retries: number
  /** Number of the current attempt: an answer to an older one comes too late. */
  attempt: number
}

export interface LoadBalancer extends ProcessContext {
  incarnation: number
  settings: Settings
  servers: Server[]
  connections: Map<string, Connection>
  /** Connections that were silent for too long, at a balancer that tells nobody. */
  forgotten: Set<string>
  /** Round robin: the index to try next. */
  next: number
  refusedClients: number
  /** A server went DOWN and no new connection was routed since: its index and the entry that says so. */
  rerouting: { server: number; entry: number } | null
}

/** The run's settings and masters, or what somebody has written into its file. */
function configured({ config, cluster, disk }: Boot): {
  readonly settings: Settings
  readonly names: readonly MachineId[]
} {
  const text = disk['/etc/haproxy/haproxy.cfg']?.value
  if (typeof text !== 'string') return { settings: settingsOf(config), names: cluster.masters }
  const { config: own, servers } = writtenConfig()(text, config)
  // Only masters answer there: a line for another machine is a server that never comes UP, and is left out here.
  const names = servers.flatMap(({ address, name }) =>
    cluster.masters.filter((master) => cluster.addresses[master] === address || (address === '' && name === master))
  )
  return { settings: settingsOf(own), names }
}

export const createContext = (boot: Boot): LoadBalancer => {
  const { self, now, rng, config, incarnation } = boot
  const { settings, names } = configured(boot)
  return {
    self,
    now,
    rng,
    config,
    incarnation,
    settings,
    servers: names.map((name) => ({
      name,
      target: addressOf('kube-apiserver', name),
      ...unborn,
      // One failed check takes it DOWN (src/check.c: health = rise).
      health: settings.rise,
      check: 0,
      checking: false,
      checkedAt: 0,
      lastCheck: '',
      sessions: 0,
      total: 0
    })),
    connections: new Map(),
    forgotten: new Set(),
    next: 0,
    refusedClients: 0,
    rerouting: null
  }
}

export const isUp = ({ settings }: LoadBalancer, server: Server): boolean => server.health >= settings.rise

export const activeServers = (context: LoadBalancer): number =>
  context.servers.filter((server) => isUp(context, server)).length
