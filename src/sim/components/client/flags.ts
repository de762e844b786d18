import { amount, count, millis, period, seconds, text, toggle } from '../../flag'

/** Settings of the users and probes outside the cluster. */
export const flags = {
  'client-start-s': seconds(-10, 'when users and probes begin', { min: -60 }),
  'client-start-spread-ms': millis(0, 'users and probes begin anywhere within this long after that'),
  'client-rate-per-s': amount(20, '/s', "users' requests per second to the Service; 0: no users", { max: 10_000 }),
  'client-timeout-ms': millis(2_000, 'how long a user waits for an answer', period),
  'client-service': text('default/web', 'the Service that users call, as namespace/name'),
  'service-lb-inter-ms': millis(5_000, 'health check of the cloud load balancer before the workers', period),
  'service-lb-timeout-ms': millis(2_000, 'limit of such a check'),
  'service-lb-fall': count(2, 'failed checks in a row until a worker gets no more users', { min: 1 }),
  'service-lb-rise': count(2, 'good checks in a row until it gets users again', { min: 1 }),
  'service-probe-interval-ms': millis(
    1_000,
    "time between two looks at the Service's endpoints while something is wrong",
    period
  ),
  'service-probe-window-ms': millis(1_000, 'how long the Service must be whole to count as restored'),
  'api-probes': toggle(true, 'probes read and write through the API address'),
  'api-probe-interval-ms': millis(100, 'time between two probes, each on a new connection', period),
  'api-probe-timeout-ms': millis(10_000, 'limit of a probe'),
  'api-probe-readyz': toggle(true, 'a third probe asks GET /readyz'),
  'api-probe-outage-ms': millis(500, 'no success for longer than this is an outage'),
  'operational-probe-interval-ms': millis(1_000, "time between two looks at the control plane's leases", period),
  'operational-lease-stale-ms': millis(5_000, 'a leader lease that stood still for this long is doubtful'),
  'operational-window-ms': millis(1_000, 'no API probe may have failed for this long'),
  'impact-probes': toggle(false, "probes of the document's impact tables"),
  'impact-probe-interval-ms': millis(2_000, 'time between two rounds of them', period),
  'impact-patience-s': seconds(15, 'an impact experiment without its effect for this long has failed')
} as const
