import type { HttpResponse } from '../../../linux/messages'
import type { KubectlVisit } from '../../messages'
import type { Kubectl } from '../../session'

/** Whether another command listens at a port of the person's machine. */
export const isTaken = ({ context, session }: Kubectl, port: number): boolean =>
  [...context.sessions.values()].some((other) => other !== session && other.listens?.includes(port))

/** Answers a connection to such a port; null: it is closed without a word. */
export function answerVisit(
  { session, out }: Pick<Kubectl, 'session' | 'out'>,
  id: number,
  answer: Pick<HttpResponse, 'code' | 'body'> | null
): void {
  const visit = session.visits?.find((other) => other.id === id)
  if (!visit) return
  session.visits = session.visits!.filter((other) => other !== visit)
  if (answer) out.send(visit.asker, { type: 'http.response', id, ...answer })
  else out.send(visit.asker, refused(visit, 'Connection reset by peer'))
}

export const refused = ({ id }: KubectlVisit, reason: 'Connection refused' | 'Connection reset by peer') =>
  ({ type: 'traffic.refused', id, reason, node: 'users', hops: [] }) as const
