import type { Started } from '../cluster'

/** What an image contains, if it is a process of the simulator and no command line that `linux` interprets. */
export interface Program {
  /** Repository of its image on registry.k8s.io, and name of its executable. */
  readonly name: Started
  /** Ports on which it answers over its network namespace's addresses. */
  readonly listens: readonly number[]
  /** Size of its image. */
  readonly mib: number
  /** Memory that it takes. */
  readonly memoryMib: number
}
