import { fail, ok, type Result } from '../../../base/result'
import { keep } from '../kept'
import type { Day } from './days'

/** One side of the comparison. */
export interface Side {
  readonly name: string
  /** What follows `#` in the lab's address. */
  readonly link: string
}

export const mostSides = 4

/** The sides of a day, or those that the address names: `name link`, one a line. One alone is given a twin. */
export function readSides(text: string, day: Day): Result<readonly Side[]> {
  if (text === '') return ok(day.clusters)
  const sides = text.split('\n').map((line) => {
    const at = line.lastIndexOf(' ')
    return { name: line.slice(0, Math.max(0, at)).trim(), link: line.slice(at + 1) }
  })
  if (sides.length > mostSides) return fail(`Clusters: ${sides.length} are named; expected at most ${mostSides}.`)
  const wrong = sides.find(({ name, link }) => name === '' || name.length > 40 || link === '')
  return wrong
    ? fail(`Clusters: '${wrong.name.slice(0, 50)}' is not a name of at most 40 characters and a link.`)
    : ok(sides)
}

export const keepSides = (sides: readonly Side[], day: Day): void =>
  keep('twins', sides === day.clusters ? '' : sides.map(({ name, link }) => `${name} ${link}`).join('\n'))

/** Colours of sides, which are no states; the fifth would have none. */
export const colours = ['var(--one)', 'var(--several)', 'var(--lead)', 'var(--web)'] as const
