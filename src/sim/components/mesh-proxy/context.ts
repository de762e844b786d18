import { createInformer, type Informer } from '../../client-go/informer'
import { createClient, type ApiClient } from '../../client-go/transport'
import { apiEntrance, type Boot } from '../../cluster'
import type { Address, MachineId, ProcessContext } from '../../kernel/types'
import type { HttpResponse } from '../linux/messages'

export interface Target {
  readonly ip: string
  readonly port: number
}

export interface MeshProxy extends ProcessContext {
  machine: MachineId
  client: ApiClient
  endpoints: Informer
  /** Where it brings requests to, as it read that last, and whose turn is next. */
  targets: readonly Target[]
  next: number
  /** Which object it could not read; empty while it reads all. */
  unread: string
  /** Requests that it has passed on, by its own number. */
  passed: Map<number, { readonly id: number; readonly asker: Address<HttpResponse> }>
  lastId: number
}

export const createContext = ({ self, machine, now, rng, config, cluster, incarnation }: Boot): MeshProxy => ({
  self,
  now,
  rng,
  config,
  machine,
  client: createClient(
    self,
    incarnation,
    apiEntrance(cluster),
    'system:serviceaccount:default:mesh-proxy',
    'mesh-proxy'
  ),
  endpoints: createInformer('endpoints'),
  targets: [],
  next: 0,
  unread: '',
  passed: new Map(),
  lastId: 0
})
