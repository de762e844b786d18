import { millis, period, seconds, toggle } from '../../flag'

/** Settings of the recorded lab's instrument. */
export const flags = {
  'api-probes': toggle(false, 'the instrument of the recorded lab: reads and writes through the API address'),
  'api-probe-start-s': seconds(-10, 'when it begins', { min: -60 }),
  'api-probe-start-spread-ms': millis(1_000, 'it begins anywhere within this long after that'),
  'api-probe-interval-ms': millis(100, 'time between two probes, each on a new connection', period),
  'api-probe-look-interval-ms': millis(
    700,
    "time between two of its looks at the leader leases, which turn the load balancer's round robin",
    period
  ),
  'api-probe-readyz': toggle(true, 'each round asks /readyz, too'),
  'api-probe-timeout-ms': millis(10_000, 'limit of a probe'),
  'api-probe-outage-ms': millis(500, 'no success for longer than this is an outage')
} as const
