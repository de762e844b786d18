import type { Prng } from '../../base/prng'
import type { ScenarioObject } from '../../scenarios'
import { extensions } from './extensions'
import { things } from './things'
import { workloads } from './workloads'

/** A maker for each kind that a person may create, many of them wrong or refused now and then; by their names they find one another. */
export const makers = new Map([...workloads, ...extensions, ...things])

/** An object of that kind, with what the stream draws of its fields. */
export function randomObject(kindName: string, rng: Prng): ScenarioObject {
  const name = `any-${kindName.toLowerCase()}`
  const { metadata, ...object } = makers.get(kindName)!(name, rng)
  return { ...object, metadata: { name, ...metadata } }
}
