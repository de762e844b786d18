import { minutes, type Micros } from '../../../base/time'

/**
 * What a controller asked for and has not yet seen in its caches. While something is expected, it counts no replicas:
 * its caches are older than its own writes.
 * Models pkg/controller/controller_utils.go ControllerExpectations and UIDTrackingControllerExpectations.
 */
export interface Expectation {
  adds: number
  /** Keys of the pods whose deletion is awaited. */
  readonly deletes: Set<string>
  readonly at: Micros
}

type Expectations = Map<string, Expectation>

/** After this long what was expected is given up: a watch event was missed. Models ExpectationsTimeout. */
const timeout = minutes(5)

export const expectCreations = (expectations: Expectations, key: string, adds: number, now: Micros): void =>
  void expectations.set(key, { adds, deletes: new Set(), at: now })

/** Creations that are still awaited stay awaited: a DaemonSet that surges does both at once. */
export function expectDeletions(expectations: Expectations, key: string, pods: readonly string[], now: Micros): void {
  const adds = Math.max(0, expectations.get(key)?.adds ?? 0)
  expectations.set(key, { adds, deletes: new Set(pods), at: now })
}

/** `count` of the expected creations were seen, or will never be. */
export function creationsObserved(expectations: Expectations, key: string, count = 1): void {
  const expectation = expectations.get(key)
  if (expectation) expectation.adds -= count
}

export const deletionObserved = (expectations: Expectations, key: string, pod: string): void =>
  void expectations.get(key)?.deletes.delete(pod)

export function isSatisfied(expectations: Expectations, key: string, now: Micros): boolean {
  const expectation = expectations.get(key)
  if (!expectation) return true
  return (expectation.adds <= 0 && expectation.deletes.size === 0) || now - expectation.at > timeout
}
