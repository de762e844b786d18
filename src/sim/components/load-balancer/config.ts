import { ms, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'

/**
 * HAProxy's settings for the backend `apiservers`, under its own words with `haproxy-` before and the unit last.
 * Defaults are HAProxy's own (configuration manual 2.6, §5.2 `inter`, `fall`, `rise`; §4.2 `retries`, `option redispatch`,
 * `timeout check`, `timeout connect`, `option httpchk`, `on-marked-down`), with the `timeout connect 5s` of its examples.
 */
export const defaults = Object.freeze({
  /** Time from the end of one health check to the next. */
  'haproxy-inter-ms': 2_000,
  /** Failed checks in a row until a server is DOWN. */
  'haproxy-fall': 3,
  /** Good checks in a row until it is UP again. */
  'haproxy-rise': 2,
  /** Limit of a check that gets no answer; 0: not set, then `inter` (or `timeout connect`, if shorter). */
  'haproxy-timeout-check-ms': 0,
  /** Limit of a connection attempt to a server. */
  'haproxy-timeout-connect-ms': 5_000,
  /** Attempts after the first for one connection. */
  'haproxy-retries': 3,
  /** `option redispatch`: a retry goes to another server. */
  'haproxy-redispatch': false,
  /** `option httpchk GET /readyz` with `check-ssl`, instead of a bare connection. */
  'haproxy-httpchk': false,
  /** `on-marked-down shutdown-sessions`: connections to a server that goes DOWN are closed. */
  'haproxy-shutdown-sessions': false,
  /** HAProxy adds no randomness by itself: its checks' phase comes from when it was started, anywhere within one `inter`. */
  'haproxy-random-phase': true
})

export interface Settings {
  readonly inter: Micros
  readonly fall: number
  readonly rise: number
  readonly checkTimeout: Micros
  readonly checkTimeoutSetting: string
  readonly connectTimeout: Micros
  readonly retries: number
  readonly redispatch: boolean
  readonly httpchk: boolean
  readonly shutdownSessions: boolean
  readonly randomPhase: boolean
}

export function settingsOf(flags: Flags): Settings {
  const number = (name: keyof typeof defaults) => Number(flags[name] ?? defaults[name])
  const boolean = (name: keyof typeof defaults) => (flags[name] ?? defaults[name]) === true
  const inter = ms(number('haproxy-inter-ms'))
  const connectTimeout = ms(number('haproxy-timeout-connect-ms'))
  const explicit = ms(number('haproxy-timeout-check-ms'))
  // Models src/check.c: t->expire is `inter`, cut to `timeout connect` (and `timeout check`) where that is shorter.
  const [checkTimeout, checkTimeoutSetting] =
    explicit > 0
      ? [explicit, 'haproxy-timeout-check-ms']
      : connectTimeout > 0 && connectTimeout < inter
        ? [connectTimeout, 'haproxy-timeout-connect-ms']
        : [inter, 'haproxy-inter-ms']
  return Object.freeze({
    inter,
    fall: number('haproxy-fall'),
    rise: number('haproxy-rise'),
    checkTimeout,
    checkTimeoutSetting,
    connectTimeout,
    retries: number('haproxy-retries'),
    redispatch: boolean('haproxy-redispatch'),
    httpchk: boolean('haproxy-httpchk'),
    shutdownSessions: boolean('haproxy-shutdown-sessions'),
    randomPhase: boolean('haproxy-random-phase')
  })
}
