import { createInformer, type Informer } from '../../client-go/informer'
import { createClient, type ApiClient } from '../../client-go/transport'
import type { MachineId, ProcessContext } from '../../kernel/types'
import { apiEntrance, type Boot } from '../../cluster'

export interface CoreDns extends ProcessContext {
  machine: MachineId
  client: ApiClient
  services: Informer
  slices: Informer
  namespaces: Informer
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
  answered: 0,
  unknown: 0
})
