import type { Inputs } from './inputs'
import { Laboratory } from './simulate'
import type { Measured, Way } from './transition'

/** What a web worker is asked: one way of a study. */
export interface Ask {
  readonly id: number
  readonly of: Pick<Inputs, 'cluster' | 'seed'>
  readonly way: Way
}

export type Told = { readonly id: number } & ({ readonly measured: Measured } | { readonly error: string })

/** One for each study: a cluster is warmed up once. */
const laboratories = new Map<string, Laboratory>()

function laboratoryOf({ cluster, seed }: Ask['of']): Laboratory {
  const key = JSON.stringify([cluster, seed])
  let found = laboratories.get(key)
  if (!found) laboratories.set(key, (found = new Laboratory(cluster, seed)))
  return found
}

addEventListener('message', ({ data: { id, of, way } }: MessageEvent<Ask>) => {
  let told: Told
  try {
    told = { id, measured: laboratoryOf(of).measure(way) }
  } catch (error) {
    told = { id, error: error instanceof Error ? error.message : String(error) }
  }
  postMessage(told)
})
