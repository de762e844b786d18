import { addressInWorld } from '../../address-plan'
import { addressOf, type Kind } from '../../protocol'
import { curlFailed, say } from './curl-answers'
import { apiConnected, apiServerAt, dialApi } from './curl-api'
import { bodyOf, headersIn, requestOf, targetOf, valueOf } from './curl-line'
import type { Session, Tools } from './context'
import type { Outbox } from './messages'
import { ask, end } from './session'

/** Whose health is asked at a port of a machine's address. */
const servers: Readonly<
  Record<number, Extract<Kind, 'etcd' | 'kube-controller-manager' | 'kube-scheduler' | 'kube-proxy' | 'kubelet'>>
> = {
  2381: 'etcd',
  10257: 'kube-controller-manager',
  10259: 'kube-scheduler',
  10256: 'kube-proxy',
  10248: 'kubelet'
}

/** curl: to a component of the cluster by its machine's address and port, else to a pod or a Service through this machine's rules. */
export function askNext(context: Tools, session: Session, out: Outbox): void {
  const target = targetOf(session.argv)
  if (!target) {
    session.stderr = 'curl: (3) URL using bad/illegal format or missing URL\n'
    return end(context, session, 3, out)
  }
  const { machine, cluster } = context
  const { port, path } = target
  const pin = `${target.host}:${port}:`
  const pinned = session.argv.find((arg, i) => session.argv[i - 1] === '--resolve' && arg.startsWith(pin))
  const dialled = pinned?.slice(pin.length) ?? target.host
  const isOwn = ['localhost', '127.0.0.1', machine].includes(dialled)
  const host = isOwn
    ? machine
    : (Object.keys(cluster.addresses).find((id) => id === dialled || cluster.addresses[id] === dialled) ?? '')
  const patience = Number(valueOf(session.argv, '-m', '--max-time', '--connect-timeout') ?? 130)
  const id = ask(context, session, patience, 'max-time', out)
  // What listens on the person's own machine is kubectl, if anything.
  if (machine === 'users' && isOwn)
    return out.send(addressOf('kubectl', machine), {
      type: 'kubectl.visit',
      id,
      port,
      http: requestOf(session.argv, path),
      ...bodyOf(session.argv),
      asker: addressOf('tools', machine)
    })
  if (apiServerAt(host, port)) return dialApi(context, session, host, out)
  const kind = servers[port]
  if (host !== '' && kind !== undefined) {
    // What listens on a machine's loopback is for those on it.
    if (!isOwn && (port === 2381 || port === 10_248)) return curlFailed(context, session, 'Connection refused', out)
    session.endpoints = [host]
    return out.connect(addressOf(kind, host), id)
  }
  const isNode = cluster.workers.includes(host) || cluster.masters.includes(host)
  if (host !== '' && !isNode) return curlFailed(context, session, 'Connection refused', out)
  const address = /^\d+\.\d+\.\d+\.\d+$/.test(dialled) ? dialled : addressInWorld(dialled)
  if (address === undefined && host === '') {
    say(session, 6, `Could not resolve host: ${target.host}`)
    return end(context, session, 6, out)
  }
  // A Service's address is known to the rules of nodes only: whoever is no node asks the first worker's.
  const own = cluster.workers.includes(machine) || cluster.masters.includes(machine)
  const through = host !== '' ? host : own ? machine : (cluster.workers[0] ?? machine)
  // A node's own address: a port of all Services' range, or of who listens on it.
  const nodePort = host !== '' && port >= 30_000
  const to = nodePort ? { nodePort: port } : { ip: host === '' ? address! : (cluster.addresses[host] ?? ''), port }
  const named = headersIn(session.argv).host ?? target.host
  const more = { source: cluster.addresses[machine] ?? '' }
  out.send(addressOf('linux', through), { type: 'traffic.request', id, to, path, host: named, more })
}

/** The port accepts: the request goes out. */
export function curlConnected(context: Tools, session: Session, out: Outbox): void {
  const { port, path } = targetOf(session.argv)!
  const [host = ''] = session.endpoints
  const kind = servers[port]
  if (kind === undefined) return apiConnected(context, session, out)
  out.send(addressOf(kind, host), {
    type: 'http.get',
    id: session.question,
    asker: addressOf('tools', context.machine),
    path
  })
}
