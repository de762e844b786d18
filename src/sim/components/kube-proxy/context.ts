import { createInformer, type Informer } from '../../client-go/informer'
import { createSeriesRecorder, type SeriesRecorder } from '../../client-go/eventsv1'
import { createClient, type ApiClient } from '../../client-go/transport'
import type { MachineId, ProcessContext } from '../../kernel/types'
import { apiEntrance, type Boot } from '../../cluster'
import type { ServiceRule } from '../linux/messages'
import { configPath, kubeProxyConfig } from '../../kubeadm/kube-proxy'
import { settingsOf, type Settings } from './config'
import { changedConfig } from './later'
import { createSyncRunner, type SyncRunner } from './sync-runner'

export interface KubeProxy extends ProcessContext {
  machine: MachineId
  settings: Settings
  client: ApiClient
  events: SeriesRecorder
  services: Informer
  slices: Informer
  node: Informer
  runner: SyncRunner
  /** Number of the last sync, and its rules. */
  sync: number
  rules: readonly ServiceRule[]
  /** When the last sync was done, and the first; 0: none yet. */
  syncedAt: number
  firstSyncAt: number
}

/** Services that another proxy serves, and headless ones, are not even asked for (cmd/kube-proxy/app/server.go). */
const labelSelector = '!service.kubernetes.io/headless,!service.kubernetes.io/service-proxy-name'

/** The run's settings, and over them what its configuration says otherwise than kubeadm has written it. */
function ownSettings({ config, surroundings }: Boot): Settings {
  const file = surroundings?.files[configPath]
  const isChanged = file !== undefined && file !== kubeProxyConfig(config)
  return settingsOf(isChanged ? changedConfig()(file, config) : config)
}

export const createContext = (boot: Boot): KubeProxy => {
  const { self, machine, now, rng, config, cluster, incarnation } = boot
  return {
    self,
    now,
    rng,
    config,
    machine,
    settings: ownSettings(boot),
    client: createClient(self, incarnation, apiEntrance(cluster), 'system:kube-proxy', 'kube-proxy'),
    events: createSeriesRecorder('kube-proxy', `kube-proxy-${machine}`),
    services: createInformer('services', { labelSelector }),
    slices: createInformer('endpointslices', { labelSelector }),
    node: createInformer('nodes', { fieldSelector: `metadata.name=${machine}` }),
    runner: createSyncRunner(now),
    sync: 0,
    rules: [],
    syncedAt: 0,
    firstSyncAt: 0
  }
}
