import * as fc from 'fast-check'
import { Server } from '../validation/server'
import { hostile, type Hostile } from './requests'

/** Longest that the page may stand still for one request, in milliseconds of CPU. */
export const longestOnThePage = 100

/** What is wrong with how a request was answered; undefined: nothing. `longest`: in milliseconds of CPU that it may take. */
function problemWith(server: Server, { method, path, headers, body }: Hostile, longest: number): string | undefined {
  let took = Infinity
  // A collection of garbage counts for nobody: what is slow is asked once more.
  for (let tries = 0; tries === 0 || (tries < 2 && took > longest); tries++) {
    const before = process.cpuUsage()
    const { code, body: said } = server.send(method, path, body, headers)
    const { user, system } = process.cpuUsage(before)
    took = (user + system) / 1_000
    if (code < 200 || code > 599) return `answered with ${code}`
    // A handler's panic is caught, as upstream; it is a fault here all the same.
    if (JSON.stringify(said).includes('caused apiserver to panic')) return 'a panic inside'
  }
  if (took > longest) return `took ${Math.round(took)} ms`
  const [breach] = server.breaches
  return breach && `broke ${JSON.stringify(breach)}`
}

/**
 * Sends so many requests of strangers; gives what fast-check says of the first that is not borne, shrunk, and how to see it again.
 * How long each takes depends on the machine: only who measures (`longest`) is told.
 */
export function sendHostile(count: number, seed: number, longest = Infinity): string | undefined {
  let server = new Server()
  let sent = 0
  const result = fc.check(
    fc.property(hostile, (request) => {
      // What was made is not kept for ever.
      if (++sent % 500 === 0) server = new Server()
      const problem = problemWith(server, request, longest)
      if (problem === undefined) return
      server = new Server()
      throw new Error(problem)
    }),
    { numRuns: count, seed, endOnFailure: false }
  )
  if (!result.failed) return undefined
  const [request] = result.counterexample ?? []
  return `${String((result.errorInstance as Error | undefined)?.message)}: ${JSON.stringify(request)?.slice(0, 700)}\n  seed ${result.seed}: npm run conformance -- hostile --count ${count} --seed ${result.seed}`
}
