import type { Micros } from '../../../base/time'
import type { KubeObject } from '../../api/types'
import type { ObjectReference } from '../../client-go/events'
import { referenceTo } from '../../client-go/events'
import type { Call } from '../../client-go/transport'
import type { Answer } from '../../client-go/answer'
import type { StorageOrder } from '../storage/messages'

/**
 * How a volume is made or removed: a generator that reads like upstream's function and yields what it wants done. As a sync of
 * kube-controller-manager it is run anew with the answers so far, so it depends on nothing but its input and these.
 * What it gives is its error; undefined: it went well.
 */
export type Operation<R = string | undefined> = Generator<Step, R, Answer | undefined>

export type Step =
  | { readonly step: 'api'; readonly call: Call }
  | { readonly step: 'order'; readonly order: Order }
  | { readonly step: 'sleep'; readonly delay: Micros; readonly setting: string }
  | {
      readonly step: 'event'
      readonly about: ObjectReference
      readonly type: 'Normal' | 'Warning'
      readonly reason: string
      readonly message: string
    }
  | { readonly step: 'log'; readonly level: 'I' | 'W' | 'E'; readonly text: string }

export function* ask(call: Call): Operation<Answer> {
  const answer = yield { step: 'api', call }
  if (!answer) throw new Error('a request of an operation has no answer')
  return answer
}

/** What a driver's controller has done by its storage. */
export type Order = Pick<StorageOrder, 'order' | 'volume' | 'node' | 'source'>

/** Has something done with volumes beside the cluster. Gives why that failed; empty: it did not. */
export function* demand(order: Order): Operation<string> {
  const answer = yield { step: 'order', order }
  return String(answer?.body ?? '')
}

export function* tell(
  about: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string
): Operation<undefined> {
  yield { step: 'event', about: referenceTo(about), type, reason, message }
  return undefined
}

export function* log(text: string, level: 'I' | 'W' | 'E' = 'I'): Operation<undefined> {
  yield { step: 'log', level, text }
  return undefined
}

export function* sleep(delay: Micros, setting: string): Operation<undefined> {
  yield { step: 'sleep', delay, setting }
  return undefined
}

/** Something was made, or why not. */
export type Made<T> = { readonly made: T } | { readonly error: string }
