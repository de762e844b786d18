import type { ClusterSpec, Flags, OutsideAct } from '../sim/first'
import type { ProfileId } from './profiles'

/**
 * A story as data: what the cluster is built of, how it is set, what runs on it, what is typed and what goes wrong.
 * A scenario file has exactly this form (`public/scenario.schema.json`). Times are after the scenario's start.
 */
export interface Scenario {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly cluster: ClusterSpec
  readonly profile: ProfileId
  /** Flags that differ from the profile. */
  readonly flags: Flags
  readonly seed: number
  /** Kubernetes objects that `kubectl apply` gets before the scenario starts. */
  readonly workloads: readonly ScenarioObject[]
  /** `5s kubectl get pods`, `5s ssh master-1 etcdctl put a b`, or with what it reads. */
  readonly commands: readonly (string | CommandWithInput)[]
  /** `10s crash worker-2`: the grammar of src/sim/faults. */
  readonly faults: readonly string[]
  readonly untilSeconds: number
  /** What the cluster's wall clocks read at time 0; without it 2026-01-01T09:59:50Z. */
  readonly startsAt?: string
  /** What programs outside did with the API while the run was served, in order. */
  readonly outside?: readonly OutsideLine[]
}

/** A command that reads standard input or files. */
export interface CommandWithInput {
  /** `5s` */
  readonly at: string
  /** `kubectl apply -f -` */
  readonly line: string
  readonly stdin?: string
  /** By the names that the line gives them. */
  readonly files?: Readonly<Record<string, string>>
  /** Variables of its shell: `KUBE_EDITOR`. */
  readonly env?: Readonly<Record<string, string>>
}

/** One act of a program outside: a connection, a request on it, an end. `at` is in microseconds. */
export type OutsideLine = OutsideAct['act'] & { readonly at: number }

export interface ScenarioObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly [field: string]: unknown }
  readonly [field: string]: unknown
}

/** What a person may change in a scenario; travels in links, from the page and from the command line. */
export type ScenarioChanges = Partial<Omit<Scenario, 'id' | 'title' | 'summary'>>
