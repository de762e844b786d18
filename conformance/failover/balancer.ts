import { play } from './cluster'
import { scenario } from './plans'
import type { Line, Seen } from './seen'
import { near, same, type Statement } from './statement'
import { linesOf } from './steps'

/** The balancer before the API servers was killed, and started again. */
export interface BalancerKilled {
  readonly name: string
  readonly restore_ms: number
  readonly probes: Readonly<Record<string, { readonly errors: Readonly<Record<string, unknown>> }>>
  /** The longest time between two renewals of each kubelet's lease. */
  readonly node_lease_max_gap_ms: Readonly<Record<string, number>>
  readonly timeline: readonly Line[]
}

/** So long after its start the recorder's HAProxy served all. */
const backS = 4

const took = (lines: readonly Line[]): boolean =>
  lines.some(({ what, t_ms }) => t_ms > 0 && /^acquired lease/.test(what))
const becameNotReady = (lines: readonly Line[]): boolean =>
  lines.some(({ component, what }) => component.startsWith('node ') && /Ready (?:False|Unknown)|Ready→/.test(what))

/** The longest time between two renewals that API servers got, kubelet by kubelet; the greatest of all. */
function longestGap({ asked }: Seen): number {
  const by = new Map<string, number[]>()
  for (const { resource, user, t_ms, server } of asked)
    if (resource === 'leases' && user.startsWith('system:node:') && server.endsWith('/kube-apiserver'))
      by.set(user, [...(by.get(user) ?? []), t_ms])
  return Math.max(...[...by.values()].flatMap((times) => times.slice(1).map((time, i) => time - times[i]!)))
}

/**
 * What comes to nobody: no leader loses its lease, for it asks the API server of its own machine; no node is taken for lost; whoever dials is
 * refused until the balancer is back; kubelets renew their leases as soon as their next try is due.
 */
export function gradeBalancer(of: string, recorded: BalancerKilled): readonly Statement[] | undefined {
  const plan = scenario(recorded.name)
  if (!plan) return undefined
  const away = recorded.restore_ms / 1_000
  const at = Array.from({ length: Math.ceil(away) + 10 }, (_, i) => i + 0.5)
  const requests = at.map((when) => ({ at: when, op: 'get', method: 'GET', target: '/version' }))
  const runs = play({ ...plan, untilS: away + 25, requests })
  const there = recorded.timeline
  const isRefused = Object.values(recorded.probes).every(({ errors }) =>
    Object.keys(errors).some((error) => error.includes('connection refused'))
  )
  const sent = (run: Seen, from: number, to: number) =>
    run.answers.filter(({ sent }) => sent >= from * 1_000 && sent < to * 1_000).map(({ code }) => code)
  const later = at.filter((when) => when >= away + backS).length
  return [
    same(
      of,
      'a leader changes',
      took(there),
      runs.some((run) => took(linesOf(run)))
    ),
    same(
      of,
      'a node is not ready',
      becameNotReady(there),
      runs.some((run) => becameNotReady(linesOf(run)))
    ),
    same(
      of,
      'new connections fail while it is away',
      isRefused,
      runs.every((run) => sent(run, 0, away).length === 0)
    ),
    same(
      of,
      'new connections succeed when it is back',
      true,
      runs.every((run) => sent(run, away + backS, Infinity).filter((code) => code === 200).length === later)
    ),
    near(
      of,
      'longest time between two renewals of a lease',
      Math.max(...Object.values(recorded.node_lease_max_gap_ms)),
      runs.map(longestGap)
    )
  ]
}
