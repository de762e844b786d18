import { ok, type Result } from '../../base/result'
import { changesOf, messagesOf, namesAt, objectTable } from '../../sim'
import type { Ask, Reply, RequestType } from '../protocol'
import type { Session } from '../session'

/** Questions about what can be selected, at the instant shown; they change nothing. */
type Answered<T extends RequestType> = Result<Reply<T>>

const most = 1_000

const historyOf = (session: Session) => session.branch.simulation.history
const worldOf = (session: Session) => historyOf(session).seek(session.shown)

export const messages = (session: Session, { target, count }: Ask<'messages'>): Answered<'messages'> =>
  ok({
    messages: messagesOf(worldOf(session), historyOf(session).timeline, target, Math.min(count, most))
  })

export function changes(session: Session, { target }: Ask<'changes'>): Answered<'changes'> {
  const history = historyOf(session)
  return ok({ change: changesOf(worldOf(session), history.timeline, target, (entry) => history.seekEntry(entry)) })
}

export const names = (session: Session, { text, count }: Ask<'names'>): Answered<'names'> =>
  ok(namesAt(worldOf(session), text, Math.min(count, most)))

export const table = (session: Session, { resource }: Ask<'table'>): Answered<'table'> =>
  ok(objectTable(worldOf(session), resource))
