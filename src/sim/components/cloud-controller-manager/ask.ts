import type { KubeObject } from '../../api/types'
import { record, referenceTo } from '../../client-go/events'
import { request, type Call } from '../../client-go/transport'
import { addressOf } from '../../protocol'
import type { CloudAccepts } from '../cloud/messages'
import type { Asked, CloudControllerManager } from './context'
import type { Outbox } from './messages'

/** What an answer of the API is about. */
export interface Ref {
  readonly kind: 'node' | 'finalizer' | 'status' | 'release'
  readonly key: string
}

type Question = CloudAccepts extends infer Q ? (Q extends { readonly id: number } ? Omit<Q, 'id'> : never) : never

export function askCloud(context: CloudControllerManager, out: Outbox, question: Question, about: Asked): void {
  const id = ++context.lastId
  context.asked.set(id, Object.freeze(about))
  out.send(addressOf('cloud', 'users'), { ...question, id })
}

export const askApi = (context: CloudControllerManager, out: Outbox, call: Call, ref: Ref): number | void =>
  request(context.client, context, out, call, ref)

export function tell(
  context: CloudControllerManager,
  out: Outbox,
  about: KubeObject,
  reason: string,
  message: string
): void {
  record(context.recorder, context.client, context, out, referenceTo(about), 'Normal', reason, message)
}
