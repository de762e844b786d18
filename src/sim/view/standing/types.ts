import type { KubeObject } from '../../api/types'
import type { World } from '../../kernel/world'

/** How an object stands at an instant, by its own status, by Events about it and by what it leads to. */
export interface Standing {
  /** Plain sentences; words of upstream's stand in them as they are. */
  readonly text: string
  /** Whether it is as whoever wrote it wants it to be. */
  readonly well: boolean
  /** Storage key of what says so, where that is another object: an Event, an EndpointSlice. */
  readonly by?: string
}

/** Null: an object of this kind has nothing to say of how it stands. */
export type Stands<T extends KubeObject> = (world: World, object: T) => Standing | null

export const well = (text: string): Standing => ({ text, well: true })
export const unwell = (text: string, by?: string): Standing => ({
  text,
  well: false,
  ...(by === undefined ? {} : { by })
})

/** `1 pod`, `2 pods`. */
export const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

/** A sentence of upstream's as one of ours: with an end. */
export const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)
