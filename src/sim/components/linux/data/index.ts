import type { LinuxContext } from '../context'
import type { Outbox } from '../messages'
import { filesOf, saveVolumes } from '../volumes'
import { cql } from './cql'
import { clients } from './clients'
import type { DataAsk, DataSaid, DataServer } from './data'
import { mongo } from './mongo'
import { mysql } from './mysql'
import { postgres } from './postgres'
import { amqp, kafka, zookeeper } from './queues'
import { redis } from './redis'

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
  const said = servers[ask.protocol](ask, {
    argv,
    env,
    workingDir,
    files: filesOf(context, container),
    hostname: container.spec.podName,
    mounts: mounts.map(({ path }) => path),
    now: context.now
  })
  saveVolumes(context, out)
  return JSON.stringify(said)
}

/** Servers that keep data and their clients, for `dataServers`. */
export const data = { answer, client: (name: string) => clients[name] }
