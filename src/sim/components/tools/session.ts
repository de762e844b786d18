import { seconds } from '../../../base/time'
import type { Session, Tools } from './context'
import type { Outbox } from './messages'

/** A question's number, and the timer of its patience. */
export function ask(context: Tools, session: Session, patience: number, setting: string, out: Outbox): number {
  context.questions.delete(session.question)
  session.question = ++context.asked
  session.askedAt = context.now
  context.questions.set(session.question, session.id)
  out.cancel(`t/${session.id}`)
  if (patience < Infinity)
    out.timer(`t/${session.id}`, seconds(patience), setting, { type: 'tool.timeout', id: session.id })
  return session.question
}

export function end(context: Tools, session: Session, code: number, out: Outbox): void {
  context.questions.delete(session.question)
  context.sessions.delete(session.id)
  out.cancel(`t/${session.id}`)
  if (session.load) out.cancel(`load/${session.id}`)
  const { id, asker, stdout, stderr } = session
  if (asker) out.send(asker.to, { type: 'tool.done', id: asker.id, code, stdout, stderr })
  else {
    if (stdout !== '') out.fact('tool-output', { id, stream: 'stdout', text: stdout })
    if (stderr !== '') out.fact('tool-output', { id, stream: 'stderr', text: stderr })
    out.fact('tool-exit', { id, code })
  }
}
