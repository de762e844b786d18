import { seconds, type Micros } from '../../../base/time'
import { contextOf } from '../../components/contexts'
import type { World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import type { PillView } from '../types'

/** Requests of this long count as those of the instant. */
const near = seconds(2)
/** Who has waited that long for an answer has none. */
const hangs = seconds(1)

type Status = 'all' | 'some' | 'none'

/** Users' requests as they counted them in the run up to the instant. */
export function usersPill(world: World, timeline: Timeline): PillView {
  const pill = { id: 'users', done: 0, of: 0 } as const
  const users = contextOf(world.process('users/traffic'), 'users')
  if (!users) return { ...pill, status: 'unknown', since: 'unknown', reason: 'users-down' }
  const { traffic, now } = users
  if (traffic.targets.length === 0) return { ...pill, status: 'unknown', since: 'unknown', reason: 'no-users' }
  let silent = 0
  for (const { sentAt } of traffic.pending.values()) if (now - sentAt > hangs) silent++
  const latest = { ok: 0, failed: silent }
  const all = { ok: 0, failed: silent }
  let status: Status | null = null
  let since: Micros | 'always' = 'always'
  for (const second of secondsBack(world, timeline)) {
    if (second.to > world.now - near) {
      latest.ok += second.ok
      latest.failed += second.failed
    } else {
      status ??= statusOf(latest)
      if (statusOf(second) !== status) break
    }
    since = second.from
    all.ok += second.ok
    all.failed += second.failed
  }
  if (all.ok + all.failed === 0) return { ...pill, status: 'unknown', since: 'unknown' }
  status ??= statusOf(latest)
  const begun = since === 'always' || since <= 0
  return { ...pill, status, since: begun ? 'always' : since, done: all.ok, of: all.ok + all.failed }
}

interface Second {
  readonly from: Micros
  readonly to: Micros
  readonly ok: number
  readonly failed: number
}

const statusOf = ({ ok, failed }: { readonly ok: number; readonly failed: number }): Status =>
  ok === 0 ? 'none' : failed === 0 ? 'all' : 'some'

/** Seconds with requests, from the instant back to shortly before the run's start. */
function* secondsBack({ entries }: World, { facts }: Timeline): Generator<Second> {
  for (let i = facts.length - 1; i >= 0; i--) {
    const { fact, at, entry, detail } = facts[i]!
    if (fact !== 'traffic' || entry >= entries) continue
    // At the start of the run its warming up is all that was seen.
    if (at <= -near) return
    yield { from: at - seconds(1), to: at, ok: detail.ok, failed: detail.failed }
  }
}
