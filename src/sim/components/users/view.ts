import { seconds, toSeconds } from '../../../base/time'
import type { ComponentViewer } from '../../view/component'
import { flag, ratePerS } from './config'
import type { Users } from './context'
import { okPercent, outageOf } from './traffic'

/** What users saw so far, for the page's top bar and the CLI. */
export function trafficOf(users: Users, now: number) {
  const { traffic, config } = users
  const { requests, ok, refused, timeouts, retries, failed } = traffic
  return {
    requests,
    ok,
    failed,
    retries,
    lostRevenue: failed * flag(config, 'revenue-per-request'),
    refused,
    timeouts,
    ratePerS: traffic.targets.length > 0 ? ratePerS(users) : 0,
    okPercent: okPercent(traffic, now, 5),
    longestOutageS: toSeconds(outageOf(traffic, now))
  }
}

/** Pods that answered within this time are those between which a Service's requests are spread. */
const memory = seconds(10)
const shownSeconds = 24

/** Each Service that users call: which pods answered lately, and whether requests fail. */
export const servicesOf = ({ traffic: { targets, served } }: Users, now: number) =>
  targets.map(({ service }) => {
    const known = served.get(service)
    const pods = known ? [...known.pods].filter(([, at]) => at >= now - memory).map(([pod]) => pod) : []
    return { service, pods, degraded: known?.degradedSince != null }
  })

/** Requests of the last seconds that are over, one entry a second, the latest last. */
export const recentOf = ({ traffic: { buckets } }: Users) =>
  buckets.slice(-shownSeconds).map(({ second, ok, failed }) => ({ second, ok, failed }))

export const view: ComponentViewer<Users> = {
  chip: (context, _state, now) => {
    const { requests, okPercent: percent, ratePerS } = trafficOf(context, now)
    return {
      title: 'users',
      detail: requests === 0 ? 'no traffic' : `${Math.round(ratePerS * 10) / 10}/s · ${percent.toFixed(0)} % ok`,
      health: percent > 99.9 ? 'ok' : percent > 0 ? 'warn' : 'bad',
      leads: false
    }
  },
  inspect: (context, _state, now) => {
    const { requests, ok, refused, timeouts, longestOutageS } = trafficOf(context, now)
    const { nodes, targets, served, buckets, kept } = context.traffic
    return {
      numbers: [
        { name: 'Services', value: String(targets.length) },
        { name: 'requests', value: String(requests) },
        { name: 'answered', value: String(ok) },
        { name: 'given up', value: String(context.traffic.failed), health: context.traffic.failed > 0 ? 'warn' : 'ok' },
        { name: 'tried again', value: String(context.traffic.retries) },
        { name: 'refused', value: String(refused), health: refused > 0 ? 'warn' : 'ok' },
        { name: 'timed out', value: String(timeouts), health: timeouts > 0 ? 'warn' : 'ok' },
        ...(kept.size > 0 ? [{ name: 'kept connections', value: String(kept.size) }] : []),
        { name: 'longest outage', value: `${longestOutageS.toFixed(1)} s` }
      ],
      beliefs: nodes
        .filter(({ gone }) => !gone)
        .map(({ linux, up }) => ({
          about: linux.split('/')[0]!,
          believes: up ? 'healthy' : 'unhealthy',
          subject: { is: 'process', id: linux, up }
        })),
      yaml: {
        services: targets.map(({ service, nodePort }) => ({
          service,
          nodePort,
          pods: [...(served.get(service)?.pods.keys() ?? [])]
        })),
        ...(kept.size > 0 && {
          connections: [...kept.values()].map(({ target, node, pod, state, asked, heardAt }) => ({
            service: target.service,
            through: nodes[node]!.linux.split('/')[0],
            pod,
            state,
            unanswered: asked.length,
            heardAt: toSeconds(heardAt)
          }))
        }),
        buckets: buckets.slice(-10)
      }
    }
  }
}
