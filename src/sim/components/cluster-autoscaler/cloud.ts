import { addressOf } from '../../protocol'
import type { CloudAccepts } from '../cloud/messages'
import type { Asked, ClusterAutoscaler } from './context'
import type { Outbox } from './messages'

type Question = CloudAccepts extends infer Q ? (Q extends { readonly id: number } ? Omit<Q, 'id'> : never) : never

/** Asks the provider; its answer comes with what it is about. */
export function ask(context: ClusterAutoscaler, out: Outbox, question: Question, about: Asked): void {
  const id = ++context.lastId
  context.asked.set(id, Object.freeze(about))
  out.send(addressOf('cloud', 'users'), { ...question, id } as CloudAccepts)
}

/** What an answer is about; undefined: nobody waits for it. */
export function answered({ asked }: ClusterAutoscaler, id: number): Asked | undefined {
  const about = asked.get(id)
  asked.delete(id)
  return about
}
