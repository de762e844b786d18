import type { Micros } from '../../../base/time'
import { createInformer, type Informer } from '../../client-go/informer'
import { createClient, type ApiClient } from '../../client-go/transport'
import { apiEntrance, type Boot } from '../../cluster'
import type { ProcessContext } from '../../kernel/types'
import { curveOf, startOf } from './config'
import type { Point } from './curve'
import { createTraffic, type Traffic } from './traffic'

/** Everyone outside the cluster who uses what runs in it, and the cloud's load balancer that brings them there. */
export interface Users extends ProcessContext {
  /** When users begin, by own clock. */
  readonly startAt: Micros
  /** How many they are over time; empty: always as many. */
  readonly curve: readonly Point[]
  /** The cloud's controller watches Services: it tells the balancer which ports there are. */
  client: ApiClient
  services: Informer
  /** The names of a web entrance: which host and path leads to which Service. */
  ingresses: Informer
  /** HTTPRoutes, watched where a Gateway has a proxy. */
  routes: Informer
  traffic: Traffic
}

export const createContext = ({ self, now, rng, config, cluster, incarnation }: Boot): Users => {
  return {
    self,
    now,
    rng,
    config,
    startAt: startOf(config, rng),
    curve: curveOf(config),
    client: createClient(self, incarnation, apiEntrance(cluster), 'kubernetes-admin', 'cloud-controller-manager'),
    services: createInformer('services'),
    ingresses: createInformer('ingresses'),
    routes: createInformer('gateway.networking.k8s.io/httproutes'),
    traffic: createTraffic(cluster.workers, now)
  }
}
