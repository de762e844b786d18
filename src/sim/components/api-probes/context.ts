import type { Micros } from '../../../base/time'
import { apiEntrance, type Boot } from '../../cluster'
import type { ProcessContext } from '../../kernel/types'
import { createAsker, type Asker } from './ask'
import { startOf } from './config'
import { createSeries, type Series } from './probes'

export interface Prober extends ProcessContext {
  /** When the probes begin, by own clock. */
  readonly startAt: Micros
  asker: Asker
  read: Series
  write: Series
  readyz: Series
  /** The object that the write probe patches is there. */
  created: boolean
}

export const createContext = ({ self, now, rng, config, cluster, incarnation }: Boot): Prober => {
  const startAt = startOf(config, rng)
  return {
    self,
    now,
    rng,
    config,
    startAt,
    asker: createAsker(self, incarnation, apiEntrance(cluster)),
    read: createSeries(startAt),
    write: createSeries(startAt),
    readyz: createSeries(startAt),
    created: false
  }
}
