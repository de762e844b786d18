/** The default of a switch over a union: the compiler refuses it while a case is missing. */
export function impossible(value: never): never {
  throw new Error(`assertion failed: no case for ${JSON.stringify(value)}`)
}

/** A broken assertion is a bug of ours, never an operating error of the cluster: it throws, and the run stops. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`)
}
