import { list, part, text, type Part } from '../../api/kinds/parts'
import type { CoreEvent, KubeObject } from '../../api/types'
import type { World } from '../../kernel/world'
import { storedObjects } from '../truth'

/** What an object's status says by its conditions, and what Events say of it. */

export const conditionOf = ({ status }: KubeObject, type: string): Part | undefined =>
  list(part(status)?.conditions).find((condition) => condition.type === type)

/** Its message where a condition has this status; its reason where it has none. */
export function saidBy(object: KubeObject, type: string, status = 'True'): string | undefined {
  const condition = conditionOf(object, type)
  return condition?.status === status ? text(condition.message) || text(condition.reason) || type : undefined
}

/** The last Event about an object, and where it is stored. */
export interface Said {
  readonly message: string
  readonly key: string
}

/** @param normal whether Events that only inform count, too */
export function lastEventOf(world: World, { kind, metadata }: KubeObject, normal = false): Said | undefined {
  // Events about what has no namespace lie in the default one.
  const namespace = metadata.namespace ?? 'default'
  let last: CoreEvent | undefined
  for (const event of storedObjects<CoreEvent>(world, `events/${namespace}`)) {
    const about = event.involvedObject
    if (about.kind !== kind || about.name !== metadata.name) continue
    // One of its name that was there before.
    if (about.uid !== undefined && about.uid !== '' && about.uid !== metadata.uid && about.uid !== metadata.name)
      continue
    if (!normal && event.type !== 'Warning') continue
    if (!last || whenSaid(event) >= whenSaid(last)) last = event
  }
  return last && { message: last.message ?? '', key: `/registry/events/${namespace}/${last.metadata.name}` }
}

const whenSaid = ({ lastTimestamp, eventTime, metadata, series }: CoreEvent): string =>
  series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? ''
