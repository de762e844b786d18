import { curveForm } from './curve'
import { amount, choice, count, millis, period, seconds, text } from '../../flag'

/** Settings of the users outside the cluster and of the cloud's load balancer. */
export const flags = {
  'users-start-s': seconds(-10, 'when users begin', { min: -60 }),
  'users-start-spread-ms': millis(0, 'they begin anywhere within this long after that'),
  'users-rate-per-s': amount(20, '/s', "users' requests per second, over all Services in turn; 0: no users", {
    max: 10_000
  }),
  'users-curve': text(
    '',
    "users' requests per second as they change: times after the start and rates, straight lines between; empty: users-rate-per-s throughout",
    curveForm,
    "expected times and rates such as '0s 20, 30m 60, 2h 10'"
  ),
  'users-retries': count(0, 'how often a user tries again what failed, until it is given up', { max: 100 }),
  'users-retry-delay-ms': millis(1_000, 'how long a user waits before that'),
  'revenue-per-request': amount(0, '', 'what is not sold with each request that is given up, in dollars', {
    max: 1_000_000
  }),
  'users-timeout-ms': millis(2_000, 'how long a user waits for an answer', period),
  'users-connections': count(
    0,
    'connections that users keep to each Service and send their requests on; 0: each request is a connection of its own',
    { max: 1_000 }
  ),
  'users-protocol': choice(
    'http',
    ['http', 'grpc', 'database'],
    'what is spoken on kept connections: http (a request at a time; one without an answer in time closes its connection), grpc (all at once; a deadline ends the call alone) or database (a query at a time; the pool waits for its answer)'
  ),
  'users-idle-timeout': seconds(
    90,
    "a kept connection that nobody used for so long is closed (Go's IdleConnTimeout); 0: never"
  ),
  'users-keepalive-time': seconds(
    7_200,
    'silence until a kept connection asks whether its peer lives (Linux 2 h, Go 15 s, gRPC as it is set); 0: never'
  ),
  'users-keepalive-interval': seconds(
    75,
    'from one such question to the next, or its timeout (Linux 75 s, Go 15 s, gRPC 20 s)',
    period
  ),
  'users-keepalive-probes': count(
    9,
    'such questions without an answer until the connection is given up (Linux and Go 9, gRPC 1)',
    {
      min: 1
    }
  ),
  'users-tcp-user-timeout': seconds(
    0,
    'data that nobody acknowledges for so long ends a kept connection (TCP_USER_TIMEOUT; gRPC sets its keepalive timeout); 0: tcp-retries2 does'
  ),
  'users-service': text(
    '',
    'the Service that users call, as namespace/name; empty: every one that can be reached from outside'
  ),
  'users-restored-window-ms': millis(
    2_000,
    'a Service that failed is restored when as many pods answer as before, and nothing failed for this long'
  ),
  'service-lb-inter-ms': millis(5_000, 'health check of the cloud load balancer before the workers', period),
  'service-lb-timeout-ms': millis(2_000, 'limit of such a check'),
  'service-lb-fall': count(2, 'failed checks in a row until a worker gets no more users', { min: 1 }),
  'service-lb-rise': count(2, 'good checks in a row until it gets users again', { min: 1 })
} as const
