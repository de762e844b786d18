import type { Micros } from '../../../base/time'
import type { ProcessContext } from '../../kernel/types'
import type { Boot } from '../../cluster'
import { createApiProbes, type ApiProbes } from './api-probes'
import { createAsker, type Asker } from './ask'
import { startOf } from './config'
import { createOperationalProbe, type OperationalProbe } from './operational'
import { createImpact, type Impact } from './impact/state'
import { createServiceProbe, type ServiceProbe } from './service'
import { createTraffic, type Traffic } from './traffic'

/** Everyone outside the cluster: the users of one Service, and probes that see what an operator would see. */
export interface Client extends ProcessContext {
  /** When users and probes begin, by own clock. */
  readonly startAt: Micros
  asker: Asker
  traffic: Traffic
  service: ServiceProbe
  api: ApiProbes
  operational: OperationalProbe
  impact: Impact
}

export const createContext = ({ self, now, rng, config, cluster, incarnation }: Boot): Client => {
  const server = cluster.hasLoadBalancer ? 'lb/load-balancer' : `${cluster.masters[0]}/kube-apiserver`
  return {
    self,
    now,
    rng,
    config,
    startAt: startOf(config, rng),
    asker: createAsker(self, incarnation, server),
    traffic: createTraffic(cluster.workers, now),
    service: createServiceProbe(),
    api: createApiProbes(now),
    operational: createOperationalProbe(),
    impact: createImpact()
  }
}
