import type { Mean } from '../../../availability'
import type { Answer } from '../answers'
import { lasting } from './lasting'

interface Known {
  readonly report: { readonly results: Readonly<Record<'writes' | 'users', { readonly lostS: Mean }>> } | null
}
type Lived = Readonly<Record<'one' | 'three' | 'balanced', Known>>

const apart = (a: Mean, b: Mean): boolean => a.high < b.low || b.high < a.low

/** How two means stand to each other; where their intervals meet, nobody knows which is shorter. */
export const beside = (one: Mean, three: Mean): 'shorter' | 'longer' | 'about as long' =>
  !apart(one, three) ? 'about as long' : three.mean < one.mean ? 'shorter' : 'longer'

/** What the years say of writes in one line; null as long as two clusters have not lived enough. */
export function yearLine({ one, three, balanced }: Lived): string | null {
  if (!one.report || !three.report) return null
  const [a, b] = [one.report.results.writes.lostS, three.report.results.writes.lostS]
  const how = beside(a, b)
  const than = how === 'about as long' ? 'as' : 'than'
  const first = `Behind one balancer, three masters take no writes ${how === 'about as long' ? 'for about as long' : `for a ${how} time`} ${than} one: ${lasting(b.mean)} against ${lasting(a.mean)} a year.`
  const c = balanced.report?.results.writes.lostS
  const second = c ? ` With a second balancer it is ${lasting(c.mean)}.` : ''
  const users = one.report.results.users.lostS
  const others = three.report.results.users.lostS
  const third = ` Users go without for ${lasting(users.mean)} and ${lasting(others.mean)}.`
  return first + second + third
}

/** The line beside the page's title. */
export function sentence({ one, three, balanced }: Lived): Answer | null {
  if (!one.report || !three.report) return null
  const [a, b] = [one.report.results.writes.lostS, three.report.results.writes.lostS]
  const c = balanced.report?.results.writes.lostS
  const how = beside(a, b)
  if (how === 'about as long')
    return {
      strong: 'In an ordinary year',
      text: `writes are away about as long as with one${c && beside(b, c) === 'shorter' ? `, until the balancer is doubled: ${lasting(c.mean)}.` : '.'}`
    }
  return {
    strong: lasting(Math.abs(a.mean - b.mean)),
    text: `${how === 'shorter' ? 'less' : 'more'} without writes in an ordinary year.`
  }
}
