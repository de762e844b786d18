import { createClient, type ApiClient } from '../../client-go/transport'
import { apiEntrance, type Boot } from '../../cluster'
import type { ProcessContext } from '../../kernel/types'

export interface TelemetryAgent extends ProcessContext {
  client: ApiClient
  /** Lists that were answered, and those that failed or came too late. */
  answered: number
  failed: number
  /** Pods in the last list. */
  pods: number
}

export const createContext = ({ self, now, rng, config, cluster, incarnation, account }: Boot): TelemetryAgent => ({
  self,
  now,
  rng,
  config,
  client: createClient(
    self,
    incarnation,
    apiEntrance(cluster),
    // Its pod's own, whatever that is called.
    account || 'system:anonymous',
    'telemetry-agent'
  ),
  answered: 0,
  failed: 0,
  pods: 0
})
