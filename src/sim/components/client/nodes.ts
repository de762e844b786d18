import type { Outbox, SimEvent } from '../../kernel/types'
import { flag, millis } from './config'
import type { Client } from './context'

export interface NodeRef {
  readonly kind: 'node'
  readonly node: number
  readonly check: number
}

/** The balancer's health check of one worker: does its NodePort's host accept a connection? */
export function checkNode(context: Client, { node }: { node: number }, out: Outbox): void {
  const checked = context.traffic.nodes[node]!
  checked.check++
  checked.checking = true
  const ref: NodeRef = { kind: 'node', node, check: checked.check }
  out.connect(checked.linux, ref)
  const timeout = millis(context.config, 'service-lb-timeout-ms')
  out.timer(`node-timeout/${node}`, timeout, 'service-lb-timeout-ms', { type: 'node.timeout', ...ref } as SimEvent)
}

export function nodeAnswered(context: Client, ref: NodeRef, accepted: boolean, out: Outbox): void {
  const checked = context.traffic.nodes[ref.node]!
  if (!checked.checking || checked.check !== ref.check) return
  checked.checking = false
  out.cancel(`node-timeout/${ref.node}`)
  const inter = millis(context.config, 'service-lb-inter-ms')
  out.timer(`node/${ref.node}`, inter, 'service-lb-inter-ms', { type: 'node.check', node: ref.node } as SimEvent)
  checked.against = accepted === checked.up ? 0 : checked.against + 1
  if (checked.against < flag(context.config, checked.up ? 'service-lb-fall' : 'service-lb-rise')) return
  checked.up = accepted
  checked.against = 0
  out.note(`users' load balancer: ${checked.linux.split('/')[0]} is ${accepted ? 'healthy' : 'unhealthy'}`)
}

export function nodeSilent(context: Client, ref: NodeRef, out: Outbox): void {
  const checked = context.traffic.nodes[ref.node]!
  if (!checked.checking || checked.check !== ref.check) return
  out.because({ silence: checked.linux })
  nodeAnswered(context, ref, false, out)
}
