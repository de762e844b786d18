import type { Node, Service } from '../../api/types'
import { createRecorder, type EventRecorder } from '../../client-go/events'
import { createInformer, type Informer } from '../../client-go/informer'
import { createElection, newIdentity, type LeaderElection } from '../../client-go/leaderelection'
import { createClient, type ApiClient } from '../../client-go/transport'
import { apiEntrance, type Boot } from '../../cluster'
import type { ProcessContext } from '../../kernel/types'

export const resources = ['nodes', 'services'] as const
type Resource = (typeof resources)[number]

export interface CloudControllerManager extends ProcessContext {
  readonly client: ApiClient
  readonly informers: Readonly<Record<Resource, Informer>>
  readonly recorder: EventRecorder
  readonly election: LeaderElection
  /** What it has asked its provider, by number. */
  readonly asked: Map<number, Asked>
  lastId: number
  /** Balancers that it had made, by their Service's key. */
  readonly balancers: Map<string, Balancer>
  /** Nodes whose mark is being taken off, or that are being deleted. */
  readonly busy: Set<string>
}

export type Asked =
  | { readonly about: 'instances' }
  | { readonly about: 'balancer'; readonly key: string }
  | { readonly about: 'balancer-gone'; readonly key: string }

export interface Balancer {
  /** The hosts behind it, as they were given last. */
  hosts: string
  /** Something is asked of the provider or the API for it. */
  busy: boolean
  /** It has its address, and its Service says so. */
  ensured: boolean
}

export function createContext({ self, now, rng, config, cluster, incarnation, account }: Boot): CloudControllerManager {
  const user = account || 'system:cloud-controller-manager'
  return {
    self,
    now,
    rng,
    config,
    client: createClient(self, incarnation, apiEntrance(cluster), user, 'cloud-controller-manager'),
    informers: { nodes: createInformer('nodes'), services: createInformer('services') },
    recorder: createRecorder('cloud-controller-manager'),
    election: createElection('cloud-controller-manager', newIdentity({ self, now, rng, config }), false),
    asked: new Map(),
    lastId: 0,
    balancers: new Map(),
    busy: new Set()
  }
}

export const nodesOf = ({ informers }: CloudControllerManager): readonly Node[] =>
  [...informers.nodes.store.values()] as Node[]
export const servicesOf = ({ informers }: CloudControllerManager): readonly Service[] =>
  [...informers.services.store.values()] as Service[]
