/** A broken assertion is a bug of ours, never an operating error of the cluster: it throws, and the run stops. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`)
}
