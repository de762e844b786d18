import { ms, type Micros } from '../../../base/time'
import type { LinuxContext } from './context'
import type { HttpServer } from './messages'
import { imagePorts } from './programs/program'

/** Whether somebody at an address listens on a port. */
export const listensAt = (context: LinuxContext, ip: string, port: number): boolean =>
  typeof serverAt(context, ip, port) !== 'string'

/** Who serves at an address' port. */
export interface Found {
  readonly server: HttpServer
  readonly containerId: string
  readonly pod: string
}

/** The server at an address and port; nobody has the address any more, or its port is closed. */
export function serverAt(context: LinuxContext, ip: string, port: number): Found | 'gone' | 'closed' {
  const ids = context.byIP.get(ip)
  if (!ids) return ip === '127.0.0.1' || ip === context.cluster.addresses[context.machine] ? 'closed' : 'gone'
  for (const containerId of ids) {
    const container = context.containers.get(containerId)!
    const { spec, main, startedAt } = container
    const listens = main.job?.listens || main.backgroundListens
    if (listens === 0) continue
    const serves = listens === imagePorts ? spec.behaviour.serves : [plainServer(listens)]
    for (const server of serves) {
      if ((server.port === port || server.port === 0) && context.now - startedAt >= ms(server.startupMs)) {
        return { server, containerId, pod: `${spec.namespace}/${spec.podName}` }
      }
    }
  }
  return 'closed'
}

const plainServer = (port: number): HttpServer => ({ port, latencyMs: 1, startupMs: 0, root: '', capacity: null })

/** What an application says to a path (or to gRPC's question for its health) otherwise than 200 at once. */
export function answerOf({ answers }: HttpServer, path: string, age: Micros) {
  const answer = answers?.[path.split('?')[0]!]
  return answer?.untilMs !== undefined && age >= ms(answer.untilMs) ? undefined : answer
}
