import { toSeconds } from '../../../base/time'
import type { ComponentViewer } from '../../view/component'
import type { Client } from './context'
import { okPercent, outageOf } from './traffic'

/** What users saw so far, for the page's top bar and the CLI. */
export function trafficOf(context: Client, now: number) {
  const { traffic, config } = context
  const { requests, ok, refused, timeouts } = traffic
  return {
    requests,
    ok,
    refused,
    timeouts,
    ratePerS: traffic.target ? Number(config['client-rate-per-s'] ?? 20) : 0,
    okPercent: okPercent(traffic, now, 5),
    longestOutageS: toSeconds(outageOf(traffic, now))
  }
}

export const view: ComponentViewer<Client> = {
  chip: (context, _state, now) => {
    const { requests, okPercent: percent, ratePerS } = trafficOf(context, now)
    return {
      title: 'users',
      detail: requests === 0 ? 'no traffic' : `${ratePerS}/s · ${percent.toFixed(0)} % ok`,
      health: percent > 99.9 ? 'ok' : percent > 0 ? 'warn' : 'bad',
      leads: false
    }
  },
  inspect: (context, _state, now) => {
    const { requests, ok, refused, timeouts, longestOutageS } = trafficOf(context, now)
    const { read, write } = context.api
    return {
      numbers: [
        { name: 'requests', value: String(requests) },
        { name: 'answered', value: String(ok) },
        { name: 'refused', value: String(refused), health: refused > 0 ? 'warn' : 'ok' },
        { name: 'timed out', value: String(timeouts), health: timeouts > 0 ? 'warn' : 'ok' },
        { name: 'longest outage', value: `${longestOutageS.toFixed(1)} s` },
        {
          name: 'API reads',
          value: `${read.ok} of ${read.sent} · longest outage ${toSeconds(read.longestOutage).toFixed(1)} s`
        },
        {
          name: 'API writes',
          value: `${write.ok} of ${write.sent} · longest outage ${toSeconds(write.longestOutage).toFixed(1)} s`
        }
      ],
      beliefs: context.traffic.nodes.map(({ linux, up }) => ({
        about: linux.split('/')[0]!,
        believes: up ? 'healthy' : 'unhealthy',
        subject: { is: 'process', id: linux, up }
      })),
      yaml: { buckets: context.traffic.buckets.slice(-10), pods: [...context.traffic.pods.keys()] }
    }
  }
}
