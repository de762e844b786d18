import { ms, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import { defaultsOf } from '../../flag'
import { flags } from './flags'

/** See flags.ts. */
export const defaults = defaultsOf(flags)

export interface Settings {
  readonly inter: Micros
  readonly fall: number
  readonly rise: number
  readonly checkTimeout: Micros
  readonly checkTimeoutSetting: string
  readonly connectTimeout: Micros
  /** The shorter of `timeout client` and `timeout server`; 0: neither is set. */
  readonly idleTimeout: Micros
  readonly idleSetting: string
  /** A connection that was silent for too long is forgotten, and neither side is told before it sends. */
  readonly forgets: boolean
  readonly retries: number
  readonly redispatch: boolean
  readonly httpchk: boolean
  readonly shutdownSessions: boolean
  readonly randomPhase: boolean
}

/**
 * A provider's network load balancer: it passes connections on and never tries again; those to a server that is left out are ended. Its numbers are the
 * defaults of AWS's Network Load Balancer (Elastic Load Balancing user guide, "Health checks", "TCP idle timeout", "Unhealthy connection management").
 */
function cloudSettings(flags: Flags): Settings {
  const number = (name: keyof typeof defaults) => Number(flags[name] ?? defaults[name])
  return Object.freeze({
    idleTimeout: seconds(number('cloud-balancer-idle-timeout-s')),
    idleSetting: 'cloud-balancer-idle-timeout-s',
    forgets: true,
    inter: seconds(number('cloud-balancer-check-interval-s')),
    fall: number('cloud-balancer-unhealthy-threshold'),
    rise: number('cloud-balancer-healthy-threshold'),
    checkTimeout: seconds(number('cloud-balancer-check-timeout-s')),
    checkTimeoutSetting: 'cloud-balancer-check-timeout-s',
    // The client's own SYN goes through: it waits as long as it likes.
    connectTimeout: 0,
    retries: 0,
    redispatch: false,
    httpchk: false,
    shutdownSessions: true,
    randomPhase: true
  })
}

export function settingsOf(flags: Flags): Settings {
  if (flags['api-balancer'] === 'cloud') return cloudSettings(flags)
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
  const idle = (['haproxy-timeout-client-ms', 'haproxy-timeout-server-ms'] as const)
    .map((name) => [ms(number(name)), name] as const)
    .filter(([timeout]) => timeout > 0)
    .sort(([a], [b]) => a - b)
  const [idleTimeout, idleSetting] = idle[0] ?? [0, '']
  return Object.freeze({
    idleTimeout,
    idleSetting,
    forgets: false,
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
