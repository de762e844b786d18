import { askForEndpoints } from './local-checks'
import { flag, hasUsers, millis } from './config'
import type { Users } from './context'
import type { NodeRef, Outbox } from './messages'

/** The balancer begins to check all workers, spread over one interval. */
export function startNodeChecks(context: Users, out: Outbox): void {
  if (!hasUsers(context)) return
  const { nodes } = context.traffic
  nodes.forEach((_, node) => {
    const delay = (millis(context.config, 'service-lb-inter-ms') * node) / nodes.length
    out.timer(`node/${node}`, delay, 'service-lb-inter-ms', { type: 'node.check', node })
  })
}

/** The balancer's health check of one worker: does its NodePort's host accept a connection? */
export function checkNode(context: Users, { node }: { node: number }, out: Outbox): void {
  const checked = context.traffic.nodes[node]!
  checked.check++
  checked.checking = true
  const ref: NodeRef = { kind: 'node', node, check: checked.check }
  const timeout = millis(context.config, 'service-lb-timeout-ms')
  out.connect(checked.linux, ref, timeout)
  askForEndpoints(context.traffic, node, out)
  out.timer(`node-timeout/${node}`, timeout, 'service-lb-timeout-ms', { type: 'node.timeout', ...ref })
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
