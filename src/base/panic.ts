/**
 * A program gives up on a state that must not be, as Go's `panic` and zap's `Fatal`: whoever models upstream throws it where
 * upstream panics. The kernel ends the process, not the run. Any other exception out of a component is a defect of this simulator.
 */
export class Panic extends Error {}

/** A program says why it cannot run, in its own line of the log, and exits, as cobra's commands do. */
export class Exit extends Panic {
  constructor(
    line: string,
    readonly code = 1
  ) {
    super(line)
  }
}

/** What k8s.io/component-base/cli logs of an error with which a command ends. */
export const commandFailed = (error: string): Exit =>
  new Exit(`run.go:72] "command failed" err=${JSON.stringify(error)}`)
