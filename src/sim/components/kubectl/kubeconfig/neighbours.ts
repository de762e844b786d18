import { ms, seconds, type Micros } from '../../../../base/time'
import { goError } from '../errors'
import type { KubectlContext } from '../session'

/** A host that is not there does not answer who has its address: Linux gives up after three questions, a second apart. */
const noNeighbour = seconds(3) + ms(50)

/**
 * How tries to reach an address that nobody has end, one after the other. The machine's kernel asks for the neighbour once, for all
 * programs that wait: who comes later waits for the rest of it, and who is out of patience sooner (a request's limit) leaves it asking.
 * Models net/core/neighbour.c (NUD_INCOMPLETE, mcast_solicit 3) and net/http's Client.Timeout.
 * @param limit of each try; 0: none
 */
export function triesInVain(
  context: KubectlContext,
  host: string,
  limit: Micros,
  tries: number
): { readonly errors: readonly string[]; readonly took: Micros } {
  const errors: string[] = []
  let at = context.now
  for (let i = 0; i < tries; i++) {
    const asked = context.neighbours.get(host)
    const since = asked !== undefined && at < asked + noNeighbour ? asked : at
    context.neighbours.set(host, since)
    const left = since + noNeighbour - at
    const isOver = limit > 0 && limit < left
    at += isOver ? limit : left
    errors.push(isOver ? goError('timeout before a connection', host) : `dial tcp ${host}: connect: no route to host`)
  }
  return { errors, took: at - context.now }
}
