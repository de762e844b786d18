import { createInformer, type Informer } from '../../client-go/informer'
import { createClient, type ApiClient } from '../../client-go/transport'
import type { Micros } from '../../../base/time'
import { wallClock } from '../../kernel/clock'
import type { MachineId, ProcessContext } from '../../kernel/types'
import { apiEntrance, type Boot } from '../../cluster'

export interface CoreDns extends ProcessContext {
  machine: MachineId
  client: ApiClient
  services: Informer
  slices: Informer
  namespaces: Informer
  /** What its clock showed when it last heard of a change: the zone's serial. */
  changedAt: Micros
  /** When the resolver beyond first failed to answer. */
  failedSince: Micros | undefined
  /** Questions answered since it began, and those whose name does not exist. */
  answered: number
  unknown: number
}

export const createContext = ({ self, machine, now, rng, config, cluster, incarnation }: Boot): CoreDns => ({
  self,
  now,
  rng,
  config,
  machine,
  client: createClient(self, incarnation, apiEntrance(cluster), 'system:serviceaccount:kube-system:coredns', 'coredns'),
  services: createInformer('services'),
  slices: createInformer('endpointslices'),
  namespaces: createInformer('namespaces'),
  changedAt: wallClock({ now }),
  failedSince: undefined,
  answered: 0,
  unknown: 0
})
