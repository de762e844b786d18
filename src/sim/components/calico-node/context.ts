import { createInformer, type Informer } from '../../client-go/informer'
import { createClient, type ApiClient } from '../../client-go/transport'
import type { MachineId, ProcessContext } from '../../kernel/types'
import { apiEntrance, type Boot } from '../../cluster'
import { noBgp, type Bgp } from './bgp'
import type { PodPolicy } from '../linux/messages'

export interface CalicoNode extends ProcessContext {
  machine: MachineId
  client: ApiClient
  policies: Informer
  pods: Informer
  namespaces: Informer
  nodes: Informer
  configmaps: Informer
  bgp: Bgp
  /** Something changed since the rules were last made. */
  due: boolean
  /** Number of the last rules, and the rules. */
  sync: number
  rules: readonly PodPolicy[]
}

const user = 'system:serviceaccount:kube-system:calico-node'

export const createContext = ({ self, machine, now, rng, config, cluster, incarnation }: Boot): CalicoNode => ({
  self,
  now,
  rng,
  config,
  machine,
  client: createClient(self, incarnation, apiEntrance(cluster), user, 'calico-node'),
  policies: createInformer('networkpolicies'),
  pods: createInformer('pods'),
  namespaces: createInformer('namespaces'),
  nodes: createInformer('nodes'),
  configmaps: createInformer('configmaps', { fieldSelector: 'metadata.name=calico-config', namespace: 'kube-system' }),
  bgp: noBgp(),
  due: false,
  sync: 0,
  rules: []
})
