import type { Micros } from '../../../base/time'
import type { Change } from '../../client-go/informer'
import { add, addAfter } from '../../client-go/workqueue'
import type { FlagName, Settings } from './config'
import type { ControllerManager } from './context'
import type { ControllerTimer, Outbox } from './messages'
import type { Conclusion, Sync } from './sync'

/**
 * One control loop: observe (changes of the caches become keys in a queue), analyse (`sync` compares a snapshot with
 * what is wanted), act (the requests it yields), repeat (their effects come back as changes).
 */
export interface Controller<I extends object = object> {
  /** Name of the loop, such as `deployment`. */
  readonly name: string
  /** Its service account in kube-system, such as `deployment-controller`. */
  readonly user: string
  /** `source.component` of its events, if not the user. */
  eventSource?(settings: Settings): string
  readonly workers: FlagName | number
  /** Failures in a row after which a key is dropped. */
  readonly maxRetries?: number
  /** Per-item back-off, if not 5 ms to 1000 s. */
  readonly backoff?: { readonly base: Micros; readonly max: Micros }
  /** Its requests per second are this many times `kube-api-qps`. */
  readonly rateFactor?: number
  /** Informers that must have listed before its workers start, and whose changes it observes. */
  readonly needs: readonly string[]
  /** It observes objects of CustomResourceDefinitions too, as far as they are watched. */
  readonly observesCustom?: true
  /** Its workers start: periodic timers and first keys. */
  begin?(kcm: ControllerManager, out: Outbox): void
  observe?(kcm: ControllerManager, change: Change, out: Outbox): void
  /** A snapshot for `sync`, or null if there is nothing to do. */
  read(kcm: ControllerManager, key: string): I | null
  sync(input: I): Sync
  conclude?(kcm: ControllerManager, conclusion: Conclusion, out: Outbox): void
  /** One of its own timers (see `armTimer`). */
  onTimer?(kcm: ControllerManager, timer: ControllerTimer, out: Outbox): void
}

export function enqueue(kcm: ControllerManager, controller: string, key: string): void {
  const { queue, addedIn } = kcm.loops.get(controller)!
  if (!queue.dirty.has(key)) addedIn.set(key, kcm.entry)
  add(queue, key)
}

export const enqueueAfter = (
  kcm: ControllerManager,
  controller: string,
  key: string,
  delay: Micros,
  setting: string,
  out: Outbox
): void => addAfter(kcm.loops.get(controller)!.queue, key, delay, setting, kcm, out)

/** Arms a timer that comes to the controller's `onTimer`. */
export function armTimer(out: Outbox, controller: string, name: string, delay: Micros, setting: string): void {
  out.timer(`${controller}/${name}`, delay, setting, { type: 'controller.timer', controller, name })
}

export const cancelTimer = (out: Outbox, controller: string, name: string): void => out.cancel(`${controller}/${name}`)
