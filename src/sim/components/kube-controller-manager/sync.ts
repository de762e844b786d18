import type { Micros } from '../../../base/time'
import type { Answer } from '../../client-go/answer'
import type { ObjectReference } from '../../client-go/events'
import type { Call } from '../../client-go/transport'
import type { Facts } from '../../facts'

export {
  errorOf,
  isAlreadyExists,
  isConflict,
  isNamespaceTerminating,
  isNotFound,
  isOk,
  objectOf,
  type Answer
} from '../../client-go/answer'

/**
 * How a controller's sync is written: as a generator that reads like upstream's function and yields what it wants done.
 *
 * The runner never keeps a running generator (it could not be checkpointed). It keeps the sync's input and the answers
 * so far, and when an answer comes it runs the sync from its beginning with them. So a sync must be a pure function of
 * its input and its answers: no clock, no randomness, no caches.
 */
export type Sync<R = string | void> = Generator<Step, R, readonly Answer[]>

export type Step =
  /** Requests that go out together; the sync goes on when all are answered. */
  | { readonly step: 'api'; readonly calls: readonly Call[] }
  | { readonly step: 'sleep'; readonly delay: Micros; readonly setting: string }
  | {
      readonly step: 'event'
      readonly about: ObjectReference
      readonly type: 'Normal' | 'Warning'
      readonly reason: string
      readonly message: string
    }
  | { readonly step: 'note'; readonly text: string }
  | { readonly step: 'log'; readonly level: 'I' | 'W' | 'E'; readonly text: string }
  /** A fact with its detail; `fact` below pairs them. */
  | { readonly step: 'fact'; readonly fact: keyof Facts; readonly detail: Facts[keyof Facts] }
  /** Adds a key to the controller's own queue later. */
  | { readonly step: 'later'; readonly key: string; readonly delay: Micros; readonly setting: string }
  /** Adds a key to the controller's own queue when the rate limit allows. */
  | { readonly step: 'rate-limited'; readonly key: string }
  /** A conclusion that the controller keeps in its memory: goes to `Controller.conclude`. */
  | { readonly step: 'conclude'; readonly conclusion: Conclusion }

/** What a controller remembers, told apart by `kind`. */
export interface Conclusion {
  readonly kind: string
}

/** One request. */
export function* request(call: Call): Sync<Answer> {
  const answers = yield { step: 'api', calls: [call] }
  return answers[0]!
}

/** Several requests at once. */
export function* requests(calls: readonly Call[]): Sync<readonly Answer[]> {
  if (calls.length === 0) return []
  return yield { step: 'api', calls }
}

export function* note(text: string): Sync<void> {
  yield { step: 'note', text }
}

export function* event(
  about: ObjectReference,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string
): Sync<void> {
  yield { step: 'event', about, type, reason, message }
}

export function* fact<F extends keyof Facts>(name: F, detail: Facts[F]): Sync<void> {
  yield { step: 'fact', fact: name, detail }
}

export function* later(key: string, delay: Micros, setting: string): Sync<void> {
  yield { step: 'later', key, delay, setting }
}

export function* rateLimited(key: string): Sync<void> {
  yield { step: 'rate-limited', key }
}

export function* conclude<C extends Conclusion>(conclusion: C): Sync<void> {
  yield { step: 'conclude', conclusion }
}
