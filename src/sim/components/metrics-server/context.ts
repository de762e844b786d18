import type { Micros } from '../../../base/time'
import { createInformer, type Informer } from '../../client-go/informer'
import { createClient, type ApiClient } from '../../client-go/transport'
import { apiEntrance, type Boot } from '../../cluster'
import type { MachineId, ProcessContext } from '../../kernel/types'
import type { ContainerUse } from '../kubelet/messages'
import { optionsOf, type Options } from './options'

/** What a kubelet said, and when that came (on the wall clock). */
export interface Point {
  readonly at: Micros
  readonly node: { readonly cpuMs: number; readonly memoryBytes: number }
  readonly containers: readonly ContainerUse[]
}

export interface MetricsServer extends ProcessContext {
  machine: MachineId
  readonly options: Options
  client: ApiClient
  nodes: Informer
  pods: Informer
  /** The last two points of each node, the newer first. */
  points: Map<string, readonly Point[]>
  /** Numbers scrapes; the node that each was of. */
  scrapes: number
  asked: Map<number, string>
}

export const createContext = ({
  self,
  machine,
  now,
  rng,
  config,
  cluster,
  incarnation,
  argv,
  account
}: Boot): MetricsServer => ({
  self,
  now,
  rng,
  config,
  machine,
  options: optionsOf(argv),
  client: createClient(self, incarnation, apiEntrance(cluster), account || 'system:anonymous', 'metrics-server'),
  nodes: createInformer('nodes'),
  pods: createInformer('pods'),
  points: new Map(),
  scrapes: 0,
  asked: new Map()
})
