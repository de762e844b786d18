import { fail, ok, type Result } from '../../base/result'
import { chainOf, inspect, memberLanesOf, metricsOf, objectsAt, queryEntries, sequenceOf, whyOf } from '../../sim'
import type { Ask, Reply, RequestType } from '../protocol'
import type { Session } from '../session'

/** Questions about the branch that is shown, or about the instant; they change nothing. */
type Answered<T extends RequestType> = Result<Reply<T>>

const most = 1_000

const historyOf = (session: Session) => session.branch.simulation.history
const worldOf = (session: Session) => historyOf(session).seek(session.shown)

export const inspected = (session: Session, { target }: Ask<'inspect'>): Answered<'inspect'> =>
  ok({ view: inspect(worldOf(session), historyOf(session).timeline, target) })

export function entries(session: Session, { from, count, filter }: Ask<'entries'>): Answered<'entries'> {
  const { timeline, head } = historyOf(session)
  return ok({ entries: queryEntries(timeline, head, from, Math.min(count, most), filter), total: timeline.length })
}

export const sequence = (session: Session, { root }: Ask<'sequence'>): Answered<'sequence'> =>
  ok(sequenceOf(historyOf(session).timeline, historyOf(session).head, session.shown, root))

export const objects = (session: Session, { key }: Ask<'objects'>): Answered<'objects'> =>
  ok(objectsAt(worldOf(session), key))

export function why(session: Session, { entry }: Ask<'why'>): Answered<'why'> {
  const { timeline, head } = historyOf(session)
  if (entry < 0 || entry >= timeline.length) return fail(`There is no entry ${entry}.`)
  return ok({ why: whyOf(timeline, head, entry) })
}

export function chain(session: Session, { entry }: Ask<'chain'>): Answered<'chain'> {
  const { timeline, head } = historyOf(session)
  if (entry < 0 || entry >= timeline.length) return fail(`There is no entry ${entry}.`)
  return ok({ steps: chainOf(timeline, head, entry) })
}

export const members = (session: Session, { group }: Ask<'members'>): Answered<'members'> =>
  ok({ lanes: memberLanesOf(historyOf(session).timeline, historyOf(session).head, group, session.shown) })

export const metrics = (session: Session): Answered<'metrics'> =>
  ok(metricsOf(historyOf(session).timeline, historyOf(session).end))
