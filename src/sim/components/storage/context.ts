import type { Boot } from '../../cluster'
import type { ProcessContext } from '../../kernel/types'
import type { Client } from './messages'

/** What lies beside the cluster, and who has it open. */
export interface Storage extends ProcessContext {
  /** Files by volume and path: `nfs:10.0.0.5/export/data/log`. A directory that is exported lies within what it is a part of. */
  files: Map<string, string>
  /** Machines' systems that have a volume open. */
  clients: Map<string, Set<Client>>
  /** Machines that may open a volume; one that is not here anybody may. */
  published: Map<string, Set<string>>
}

export const createContext = ({ self, now, rng, config }: Boot): Storage => ({
  self,
  now,
  rng,
  config,
  files: new Map(),
  clients: new Map(),
  published: new Map()
})
