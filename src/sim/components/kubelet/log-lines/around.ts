/** What lines name of the node that they are about, as its kubelet knows it. */
export interface Facts {
  readonly node: string
  readonly verbosity: number
  readonly runtime: string
  /** Where the runtime listens. */
  readonly socket: string
  /** As the runtime says it; empty as long as it has not. */
  readonly runtimeVersion: string
  /** Of the machine's own Node; undefined as long as there is none. */
  readonly kernel: string | undefined
  readonly system: string | undefined
}

/** Texts of lines, each behind its severity and the verbosity from which on it is written: `I2 file.go:67] "Watching path"`. */
type Lines = (facts: Facts, line: string) => readonly string[]

/** What a kubelet writes in the same breath as a line of one of its steps. */
export interface Around {
  readonly before?: Lines
  readonly after?: Lines
  /** The line itself is among those of another step. */
  readonly instead?: true
}
