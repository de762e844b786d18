import type { Outbox } from './messages'
import type { Traffic } from './traffic'

/**
 * Of a Service whose policy is Local the balancer asks each worker at the Service's health port, and sends users only where that says yes.
 * Models what clouds make of `healthCheckNodePort`; one answer decides.
 */
export function askForEndpoints(traffic: Traffic, node: number, out: Outbox): void {
  if (traffic.nodes[node]!.gone) return
  const ports = new Set(traffic.targets.flatMap(({ healthPort }) => (healthPort === undefined ? [] : [healthPort])))
  for (const [id, { node: other }] of traffic.asked) {
    if (other !== node) continue
    // Who did not answer the last time has none.
    toldOfEndpoints(traffic, id, false)
  }
  for (const healthPort of ports) {
    const id = traffic.nextId++
    traffic.asked.set(id, Object.freeze({ healthPort, node }))
    const { linux } = traffic.nodes[node]!
    out.send(
      linux,
      { type: 'traffic.request', id, to: { nodePort: healthPort }, path: '/healthz' },
      { connection: 'own', unreliable: true }
    )
  }
}

/** What a worker said; false: that was no answer to such a question. */
export function toldOfEndpoints(traffic: Traffic, id: number, has: boolean): boolean {
  const asked = traffic.asked.get(id)
  if (!asked) return false
  traffic.asked.delete(id)
  const known = traffic.local.get(asked.healthPort) ?? new Set<number>()
  if (has) known.add(asked.node)
  else known.delete(asked.node)
  traffic.local.set(asked.healthPort, known)
  return true
}
