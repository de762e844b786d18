import { late } from '../../../../base/late'
import type { Micros } from '../../../../base/time'
import type { LinuxContext } from '../context'
import type { Outbox } from '../messages'
import type { Client } from '../network/ask'

/** What a client asks of a server that keeps data: which protocol it speaks, and its words. */
export interface DataAsk {
  readonly protocol: Protocol
  /** The command, or the text of a query. */
  readonly words: readonly string[]
  /** User, password, database and the like, as the client was told. */
  readonly as: Readonly<Record<string, string>>
}

export type Protocol = 'redis' | 'mysql' | 'postgres' | 'cql' | 'mongo' | 'zookeeper' | 'kafka' | 'amqp'

/** What a client prints then, and its exit status. */
export interface DataSaid {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
  /** What the members of a cluster hold now, and the name behind which they are. */
  readonly shares?: Shares
}

export interface Shares {
  readonly service: string
  readonly state: string
}

/** The word with which a member is given what the others hold. */
export const adopt = '\0adopt'

/** A server as it was started: its command line, its surroundings, and its files, on its volume or in its container. */
export interface DataServer {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly files: Map<string, string>
  readonly hostname: string
  readonly workingDir: string
  /** Directories of volumes that it has, without those of configuration. */
  readonly mounts: readonly string[]
  readonly now: Micros
}

/** Servers that keep what they are told, and their clients: what clusters begin with asks none. */
export const dataServers = late<{
  /** What a container's server answers, as JSON of `DataSaid`; its files may have changed then. */
  readonly answer: (context: LinuxContext, out: Outbox, containerId: string, ask: DataAsk) => string
  readonly client: (name: string) => Client | undefined
}>('servers that keep data')

export const said = (stdout: string, status = 0, stderr = ''): DataSaid => ({ status, stdout, stderr })
export const refused = (stderr: string, status = 1): DataSaid => ({ status, stdout: '', stderr })
