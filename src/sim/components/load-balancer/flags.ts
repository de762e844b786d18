import { choice, count, millis, period, seconds, toggle } from '../../flag'

/** HAProxy's settings for the backend `apiservers`, under its own words with `haproxy-` before and the unit last. Defaults are HAProxy's own (configuration manual 2.6), with the `timeout connect 5s` of its examples. */
export const flags = {
  'api-balancer': choice(
    'haproxy',
    ['haproxy', 'cloud'],
    "what stands before the API servers: HAProxy on a machine of one's own, or a provider's network load balancer, which has the settings `cloud-balancer-*`"
  ),
  'cloud-balancer-idle-timeout-s': seconds(
    350,
    'a connection on which nothing passes for so long is forgotten without a word; who sends on it then is told so (AWS: 350 s, 60 to 6000)',
    { min: 60, max: 6_000 }
  ),
  'cloud-balancer-check-interval-s': seconds(
    30,
    'from one health check of an API server to the next (AWS: 30 s)',
    period
  ),
  'cloud-balancer-check-timeout-s': seconds(10, 'limit of a check without an answer (AWS: 10 s for TCP)', period),
  'cloud-balancer-unhealthy-threshold': count(2, 'failed checks in a row until a server is left out', { min: 1 }),
  'cloud-balancer-healthy-threshold': count(5, 'good checks in a row until it is used again', { min: 1 }),
  'haproxy-inter-ms': millis(2_000, 'from the end of one health check of an API server to the next', {
    above: 0,
    refusal: "'inter' has to be > 0"
  }),
  'haproxy-fall': count(3, 'failed checks in a row until a server is DOWN', {
    min: 1,
    refusal: "'fall' has to be > 0"
  }),
  'haproxy-rise': count(2, 'good checks in a row until it is UP again', { min: 1, refusal: "'rise' has to be > 0" }),
  'haproxy-timeout-check-ms': millis(0, 'limit of a check without an answer; 0: not set, then inter'),
  'haproxy-timeout-connect-ms': millis(5_000, 'limit of a connection attempt to a server', period),
  'haproxy-timeout-client-ms': millis(
    0,
    'a connection on which nothing passes for this long is closed on both sides (the guide of kubeadm: 35 s, longer than the pings of HTTP/2 are apart); 0: not set, never'
  ),
  'haproxy-timeout-server-ms': millis(0, "the same, by the server's side; the shorter of the two counts"),
  'haproxy-retries': count(3, 'attempts after the first, for one connection'),
  'haproxy-redispatch': toggle(false, 'a retry goes to another server'),
  'haproxy-httpchk': toggle(false, 'checks ask GET /readyz instead of connecting only'),
  'haproxy-shutdown-sessions': toggle(false, 'connections to a server that goes DOWN are closed'),
  'haproxy-random-phase': toggle(true, 'checks begin anywhere within one inter')
} as const
