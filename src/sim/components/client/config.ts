import { ms, seconds, type Micros } from '../../../base/time'
import type { Prng } from '../../../base/prng'
import { clockAtStart, type Flags } from '../../kernel/types'

/** Settings of the users and probes outside the cluster; seconds unless the name says otherwise. */
export const defaults = Object.freeze({
  /** When users and probes begin, on the run's clock. */
  'client-start-s': -10,
  /** They begin anywhere within this long from then on: no probe is in step with the scenario's whole seconds. */
  'client-start-spread-ms': 0,
  /** Requests per second to the Service; 0: no users. */
  'client-rate-per-s': 20,
  /** How long a user waits for an answer. */
  'client-timeout-ms': 2_000,
  /** The Service that users call, and the Deployment behind it: `namespace/name`. */
  'client-service': 'default/web',
  /** Health check of the cloud load balancer before the workers' NodePorts: TCP connect. */
  'service-lb-inter-ms': 5_000,
  'service-lb-timeout-ms': 2_000,
  'service-lb-fall': 2,
  'service-lb-rise': 2,
  /** After users were refused something: time between two looks at the Service's endpoints. */
  'service-probe-interval-ms': 1_000,
  /** How long the Service must have all its endpoints and refuse nothing, to count as restored. */
  'service-probe-window-ms': 1_000,
  /** Probes through the API's address: one read and one write, each on a new connection. */
  'api-probes': true,
  'api-probe-interval-ms': 100,
  'api-probe-timeout-ms': 10_000,
  /** A third probe, `GET /readyz`, as the recordings had it: three in a row alias with a round robin over three servers. */
  'api-probe-readyz': true,
  /** No success for longer than this is an outage. */
  'api-probe-outage-ms': 500,
  /** Time between two looks at the control plane's leases, and at what came of the probe's Deployment. */
  'operational-probe-interval-ms': 1_000,
  /** A leader lease that did not change for this long is doubtful. */
  'operational-lease-stale-ms': 5_000,
  /** No API probe may have failed for this long. */
  'operational-window-ms': 1_000,
  /** Probes of the impact table. */
  'impact-probes': false,
  'impact-probe-interval-ms': 2_000,
  /** An experiment without the wanted effect for this long has failed. */
  'impact-patience-s': 15
})

export type ClientFlag = keyof typeof defaults

export const flag = (config: Flags, name: ClientFlag): number => Number(config[name] ?? defaults[name])
export const isOn = (config: Flags, name: ClientFlag): boolean => (config[name] ?? defaults[name]) === true
export const millis = (config: Flags, name: ClientFlag): Micros => ms(flag(config, name))
export function startOf(config: Flags, rng: Prng): Micros {
  const spread = millis(config, 'client-start-spread-ms')
  return clockAtStart + seconds(flag(config, 'client-start-s')) + (spread > 0 ? rng.below(spread) : 0)
}

/** `[namespace, name]` of the Service that users call. */
export function serviceOf(config: Flags): readonly [string, string] {
  const [namespace, name] = String(config['client-service'] ?? defaults['client-service']).split('/')
  return [namespace!, name ?? '']
}
