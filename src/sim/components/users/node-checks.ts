import { addressOf } from '../../protocol'
import { askForEndpoints } from './local-checks'
import { flag, hasUsers, millis } from './config'
import type { Users } from './context'
import type { NodeRef, Outbox } from './messages'
import { checkOf, type NodeCheck } from './traffic'

/** The balancer begins to check all workers, spread over one interval. */
export function startNodeChecks(context: Users, out: Outbox): void {
  if (!hasUsers(context)) return
  const { nodes } = context.traffic
  nodes.forEach(({ gone }, node) => {
    if (gone) return
    const delay = (millis(context.config, 'service-lb-inter-ms') * node) / nodes.length
    out.timer(`node/${node}`, delay, 'service-lb-inter-ms', { type: 'node.check', node })
  })
}

/** A machine more stands behind the balancer: it gets users when its checks have been good. */
export function addNode({ traffic }: Users, { machine }: { machine: string }): void {
  const known = traffic.nodes.find(({ linux }) => linux === addressOf('linux', machine))
  if (known) Object.assign(known, checkOf(machine, false), { check: known.check + 1 })
  else traffic.nodes.push(checkOf(machine, false))
}

/** Its checks begin. */
export function checkNew(context: Users, { machine }: { machine: string }, out: Outbox): void {
  if (!hasUsers(context)) return
  checkNode(
    context,
    { node: context.traffic.nodes.findIndex(({ linux }) => linux === addressOf('linux', machine)) },
    out
  )
}

/** A machine is no longer behind the balancer. */
export function removeNode({ traffic }: Users, { machine }: { machine: string }, out: Outbox): void {
  const node = traffic.nodes.findIndex(({ linux }) => linux === addressOf('linux', machine))
  if (node < 0) return
  Object.assign(traffic.nodes[node]!, { gone: true, up: false, checking: false })
  for (const known of traffic.local.values()) known.delete(node)
  out.cancel(`node/${node}`)
  out.cancel(`node-timeout/${node}`)
}

/** Where kube-proxy says how it is (`--healthz-bind-address`). */
const proxyHealth = 10_256

/** A cloud's balancer asks each worker's kube-proxy (KEP-3836); one that somebody has put before workers only connects. */
const asksProxies = ({ config }: Users): boolean => config['cloud-provider'] === 'external'

/** The balancer's health check of one worker: does its NodePort's host accept a connection, or its kube-proxy say that it is well? */
export function checkNode(context: Users, { node }: { node: number }, out: Outbox): void {
  const checked = context.traffic.nodes[node]!
  checked.check++
  checked.checking = true
  const ref: NodeRef = { kind: 'node', node, check: checked.check }
  const timeout = millis(context.config, 'service-lb-timeout-ms')
  if (asksProxies(context)) askProxy(context, checked, ref, out)
  else out.connect(checked.linux, ref, timeout)
  askForEndpoints(context.traffic, node, out)
  out.timer(`node-timeout/${node}`, timeout, 'service-lb-timeout-ms', { type: 'node.timeout', ...ref })
}

function askProxy({ traffic }: Users, { linux }: NodeCheck, ref: NodeRef, out: Outbox): void {
  // Who did not answer the last time is no longer waited for.
  for (const [id, { node }] of traffic.checks) if (node === ref.node) traffic.checks.delete(id)
  const id = traffic.nextId++
  traffic.checks.set(id, Object.freeze(ref))
  const question = { type: 'traffic.request', id, to: { nodePort: proxyHealth }, path: '/healthz' } as const
  out.send(linux, question, { connection: 'own', unreliable: true })
}

/** What a worker's kube-proxy said, or that there is none; false: that was no answer to such a question. */
export function toldOfProxy(context: Users, id: number, isWell: boolean, out: Outbox): boolean {
  const ref = context.traffic.checks.get(id)
  if (!ref) return false
  context.traffic.checks.delete(id)
  nodeAnswered(context, ref, isWell, out)
  return true
}

export function nodeAnswered(context: Users, ref: NodeRef, accepted: boolean, out: Outbox): void {
  const checked = context.traffic.nodes[ref.node]!
  if (!checked.checking || checked.check !== ref.check) return
  checked.checking = false
  out.cancel(`node-timeout/${ref.node}`)
  const inter = millis(context.config, 'service-lb-inter-ms')
  out.timer(`node/${ref.node}`, inter, 'service-lb-inter-ms', { type: 'node.check', node: ref.node })
  checked.against = accepted === checked.up ? 0 : checked.against + 1
  if (checked.against < flag(context.config, checked.up ? 'service-lb-fall' : 'service-lb-rise')) return
  checked.up = accepted
  checked.against = 0
  out.note(`users' load balancer: ${checked.linux.split('/')[0]} is ${accepted ? 'healthy' : 'unhealthy'}`)
}

export function nodeSilent(context: Users, ref: NodeRef, out: Outbox): void {
  const checked = context.traffic.nodes[ref.node]!
  if (!checked.checking || checked.check !== ref.check) return
  out.because({ silence: checked.linux })
  nodeAnswered(context, ref, false, out)
}
