import type { Micros } from '../../../../base/time'
import type { KubeObject } from '../../../api/types'

/** What an operator sees when it looks at one of its custom resources. */
export interface Look {
  /** An object of a watched resource; undefined: it is not there, or not watched. */
  readonly find: (resource: string, namespace: string | undefined, name: string) => KubeObject | undefined
  /** All of a watched resource. */
  readonly all: (resource: string) => readonly KubeObject[]
  /** The value of a flag of its command line. */
  readonly flag: (name: string, fallback: string) => string
  /** By its wall clock. */
  readonly now: Micros
}

/** An object that is to be there, by the plural of its kind. */
export interface Wanted {
  readonly resource: string
  readonly object: KubeObject
}

/** What a custom resource is told of itself, and the Events that go with that. */
export interface Told {
  readonly status: object
  readonly events?: readonly (readonly [type: 'Normal' | 'Warning', reason: string, message: string])[]
}

/** A custom resource that is worked on. */
export interface Custom {
  /** `group/plural`. */
  readonly resource: string
  readonly wants?: (object: CustomObject, look: Look) => readonly Wanted[]
  /** Null: there is nothing to say. */
  readonly tell?: (object: CustomObject, look: Look) => Told | null
}

/** Fields of a custom resource are what its CRD has admitted. */
export type CustomObject = KubeObject & {
  readonly spec: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>> & { readonly conditions?: readonly Condition[] }
}

export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
  readonly observedGeneration?: number
}

/** What an operator works on. */
export interface Controller {
  readonly image: RegExp
  /** As whom it speaks in Events. */
  readonly component: string
  /** Resources that it watches besides. */
  readonly watches: readonly string[]
  readonly customs: readonly Custom[]
}
