import { ok, type Result } from '../../base/result'
import { formatLink, longestLink } from '../../scenarios'
import { groundOf } from '../ground'
import { build, type Built } from './build'
import { readObjects, type Objects } from './decode'
import { zoneLabel } from './labels'
import { writtenIn, type Written } from './written'

/** A cluster of somebody's own, read and built, before anything is run. */
export interface Yours extends Built {
  readonly nodes: number
  readonly zones: readonly string[]
  readonly pods: number
  readonly written: readonly Written[]
  readonly objects: Objects
  /** The scenario as a link; null if it is too large for one. */
  readonly link: string | null
}

/** Reads what kubectl printed and builds the cluster; one sentence about what does not fit. */
export function readYours(text: string): Result<Yours> {
  const objects = readObjects(text)
  if (!objects.ok) return objects
  const built = build(objects.value.objects)
  if (!built.ok) return built
  const ground = groundOf(built.value.scenario)
  if (!ground.ok) return ground
  const link = formatLink({ scenario: built.value.scenario, playhead: 0, selection: '' })
  const { objects: given, notes } = objects.value
  const zones = given.Node.flatMap(({ metadata }) => metadata.labels[zoneLabel] ?? [])
  return ok({
    ...built.value,
    notes: [...notes, ...built.value.notes],
    nodes: given.Node.length,
    zones: [...new Set(zones)].sort(),
    pods: given.Pod.length,
    written: writtenIn(given),
    objects: given,
    link: link.length <= longestLink ? link : null
  })
}
