/**
 * A program gives up on a state that must not be, as Go's `panic` and zap's `Fatal`: whoever models upstream throws it where
 * upstream panics. The kernel ends the process, not the run. Any other exception out of a component is a defect of this simulator.
 */
export class Panic extends Error {}
