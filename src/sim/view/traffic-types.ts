import type { MachineId } from '../kernel/types'

/** The balancer before the API servers, as it sees them. */
export interface BalancerView {
  readonly servers: readonly {
    readonly name: MachineId
    /** As its own status page prints it: `UP`, `UP 2/3`, `DOWN`, `DOWN 1/2`. */
    readonly state: string
    readonly up: boolean
    /** Checks that hold an UP server up, or have brought a DOWN one back so far, of how many. */
    readonly counted: number
    readonly of: number
    readonly connections: number
  }[]
}

/** A Service that users call, as they see it. */
export interface ServiceView {
  /** `namespace/name` */
  readonly service: string
  /** Pods that answered in the last 10 s, as `namespace/name`. */
  readonly pods: readonly string[]
  readonly degraded: boolean
}
