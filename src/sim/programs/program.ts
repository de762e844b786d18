import type { Started } from '../cluster'

/** What an image contains, if it is a process of the simulator and no command line that `linux` interprets. */
export interface Program {
  /** Its kind; also the name of its executable, and of its image's repository on registry.k8s.io, if `repository` does not say another (with its host, if that is another). */
  readonly name: Started
  /** Name of its executable, if that is another: some images hold the same program under names of their own. */
  readonly executable?: string
  readonly repository?: string
  /** Ports on which it answers over its network namespace's addresses. */
  readonly listens: readonly number[]
  /** Size of its image. */
  readonly mib: number
  /** Memory that it takes. */
  readonly memoryMib: number
  /** A command in its image that tells it to end, and waits until it has. */
  readonly stopper?: string
  /** Other programs in its image, such as those by which probes ask for its health: they succeed while it runs. */
  readonly tools?: readonly string[]
  /** It reads environment variables and files, so it is told them. */
  readonly readsSurroundings?: boolean
  /** It also listens where its container says. */
  readonly declared?: true
  /** Its image is an application's: what its ports answer and which other programs are in it is as for every application. */
  readonly application?: true
  /** A pod may hold several of its kind. */
  readonly several?: true
}
