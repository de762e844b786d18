import { ms } from '../../../base/time'
import { contextOf } from '../../components/contexts'
import { isUp } from '../../components/load-balancer/context'
import { flagValue } from '../../flags'
import type { Process } from '../../kernel/world'
import { onRunClock, type Found, type Waiters } from './wait'

/** Checks in a row that a balancer counts against what it holds of a server: HAProxy's, and that of the users' cloud. */
export function checkWaits(waiters: Waiters, process: Process): Found[] {
  return [...haproxy(waiters, process), ...cloud(waiters, process)]
}

function haproxy({ world, timerOf }: Waiters, process: Process): Found[] {
  const context = contextOf(process, 'load-balancer')
  if (!context) return []
  const { rise, fall, inter, checkTimeout } = context.settings
  return context.servers.flatMap((server, index): Found[] => {
    const up = isUp(context, server)
    const done = up ? rise + fall - 1 - server.health : server.health
    const next = timerOf(process, `check/${index}`)?.at
    const answer = timerOf(process, `check-timeout/${index}`)?.at
    // One that is under way and late counts as well: it is the first sign.
    const late = server.checking && world.now - onRunClock(server.checkedAt) > ms(50)
    if (done === 0 && !(up && late)) return []
    const of = up ? fall : rise
    const silent = server.lastCheck.startsWith('L4TOUT') || late
    const each = inter + (up && silent ? checkTimeout : 0)
    const first = answer ?? (next === undefined ? world.now : next + (up && silent ? checkTimeout : 0))
    const dueAt = first + Math.max(0, of - done - 1) * each
    return [
      {
        kind: 'check',
        about: server.target,
        setting: up ? 'haproxy-fall' : 'haproxy-rise',
        startedAt: Math.min(world.now, dueAt - of * each),
        dueAt,
        count: { done, of }
      }
    ]
  })
}

function cloud({ world, timerOf }: Waiters, process: Process): Found[] {
  const context = contextOf(process, 'users')
  if (!context) return []
  const value = (name: string) => Number(flagValue(world.setup.flags, 'users', name))
  const inter = ms(value('service-lb-inter-ms'))
  const timeout = ms(value('service-lb-timeout-ms'))
  return context.traffic.nodes.flatMap(({ up, gone, against, linux }, index): Found[] => {
    if (gone) return []
    if (against === 0) return []
    const of = value(up ? 'service-lb-fall' : 'service-lb-rise')
    const answer = timerOf(process, `node-timeout/${index}`)?.at
    const next = timerOf(process, `node/${index}`)?.at ?? world.now
    const each = inter + (up ? timeout : 0)
    const dueAt = (answer ?? next + (up ? timeout : 0)) + Math.max(0, of - against - 1) * each
    return [
      {
        kind: 'check',
        about: linux.split('/')[0]!,
        setting: up ? 'service-lb-fall' : 'service-lb-rise',
        startedAt: Math.min(world.now, dueAt - of * each),
        dueAt,
        count: { done: against, of }
      }
    ]
  })
}
