import type { LinuxContext } from '../context'
import type { Outbox } from '../messages'
import { filesOf, saveVolumes } from '../volumes'
import { cql } from './cql'
import { clients } from './clients'
import { adopt, type DataAsk, type DataSaid, type DataServer, type Shares } from './data'
import { mongo } from './mongo'
import { mysql } from './mysql'
import { postgres } from './postgres'
import { amqp, kafka, zookeeper } from './queues'
import { redis } from './redis'
import { fileOf } from './store'

const servers: Readonly<Record<DataAsk['protocol'], (ask: DataAsk, server: DataServer) => DataSaid>> = {
  redis,
  mysql,
  postgres,
  cql,
  mongo,
  zookeeper,
  kafka,
  amqp
}

/** A container's server does what it is told. */
function answer(context: LinuxContext, out: Outbox, containerId: string, ask: DataAsk): string {
  const container = context.containers.change(containerId)
  if (!container) return ''
  const { argv, env = {}, workingDir = '/', mounts = [] } = container.spec.behaviour
  const files = filesOf(context, container)
  const server: DataServer = {
    argv,
    env,
    workingDir,
    files,
    hostname: container.spec.podName,
    mounts: mounts.map(({ path }) => path),
    now: context.now
  }
  const path = fileOf(ask.protocol, server)
  const before = files.get(path)
  const isGiven = ask.words[0] === adopt
  if (isGiven) files.set(path, ask.words[1] ?? '')
  const said = isGiven ? { status: 0, stdout: '', stderr: '' } : servers[ask.protocol](ask, server)
  saveVolumes(context, out)
  const state = files.get(path)
  const shares = !isGiven && state !== undefined && state !== before ? sharesOf(ask.protocol, server, state) : undefined
  return JSON.stringify({ ...said, ...(shares && { shares }) })
}

/** Of a StatefulSet's pod the domain is the Service behind which the members of its cluster are. */
function sharesOf(protocol: DataAsk['protocol'], { files, hostname }: DataServer, state: string): Shares | undefined {
  if (!/^(?:kafka|zookeeper|cql|amqp)$/.test(protocol)) return undefined
  const names = (files.get('/etc/hosts') ?? '').split(/\s+/)
  const full = names.find((name) => name.startsWith(`${hostname}.`))
  return full === undefined ? undefined : { service: full.slice(hostname.length + 1), state }
}

/** Servers that keep data and their clients, for `dataServers`. */
export const data = { answer, client: (name: string) => clients[name] }
