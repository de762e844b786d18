import { list, type Part } from '../parts'

/** A pod's containers, with where they stand. Models podshelper.VisitContainersWithPath. */
export function* containersOf(spec: Part, at: string): Generator<readonly [container: Part, at: string]> {
  for (const name of ['initContainers', 'containers', 'ephemeralContainers'])
    for (const [i, container] of list(spec[name]).entries()) yield [container, `${at}.${name}[${i}]`]
}
