import { contextOf } from '../components/contexts'
import { recentOf, servicesOf, trafficOf as countsOf } from '../components/users/view'
import { clockOf } from '../kernel/outbox'
import type { World } from '../kernel/world'
import type { FrameView } from './types'

const none = {
  requests: 0,
  ok: 0,
  failed: 0,
  retries: 0,
  lostRevenue: 0,
  okPercent: 100,
  ratePerS: 0,
  longestOutageS: 0,
  recent: [],
  services: []
} as const

/** Users' traffic so far, and how much of the last seconds' was answered, as they counted it. */
export function trafficOf(world: World): FrameView['traffic'] {
  const context = contextOf(world.process('users/traffic'), 'users')
  if (!context) return none
  const now = clockOf(world)
  const { requests, ok, failed, retries, lostRevenue, okPercent, ratePerS, longestOutageS } = countsOf(context, now)
  return {
    requests,
    ok,
    failed,
    retries,
    lostRevenue,
    okPercent: Math.floor(okPercent * 10) / 10,
    ratePerS,
    longestOutageS,
    recent: recentOf(context),
    services: servicesOf(context, now)
  }
}
