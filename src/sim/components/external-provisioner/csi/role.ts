import type { KubeObject } from '../../../api/types'
import type { Options } from '../options'
import type { Operation } from '../operation'

/** What a sidecar of a driver knows when it begins with an object. */
export interface RoleInput {
  readonly kind: 'role'
  readonly resource: string
  readonly object: KubeObject
  readonly options: Options
  /** By its wall clock, in microseconds. */
  readonly now: number
}

/** One of the programs that stand beside a CSI driver, or that of snapshots. */
export interface Role {
  /** Resources that it watches. */
  readonly resources: readonly string[]
  /** As whom it speaks in Events. */
  readonly component: (driver: string) => string
  /** The Lease by which one of several leads. */
  readonly lock: (driver: string) => string
  /** Whether something is to be done about an object. */
  readonly concerns: (resource: string, object: KubeObject, options: Options) => boolean
  readonly work: (input: RoleInput) => Operation
}

/** Names of drivers as parts of names. Models SanitizeDriverName. */
export const sanitized = (driver: string): string => driver.replaceAll(/[^a-zA-Z0-9-]/g, '-')
