import type { Micros } from '../../../base/time'
import { seconds } from '../../../base/time'
import type { KubeObject, Node, Pod, PodDisruptionBudget } from '../../api/types'
import { createRecorder, type EventRecorder } from '../../client-go/events'
import { createInformer, type Informer } from '../../client-go/informer'
import { createElection, newIdentity, type LeaderElection } from '../../client-go/leaderelection'
import { createClient, type ApiClient } from '../../client-go/transport'
import { apiEntrance, type Boot, type Cluster } from '../../cluster'
import type { Item } from '../../kernel/chart'
import type { ProcessContext } from '../../kernel/types'
import type { Release } from '../../releases'
import { releases } from '../../releases'
import type { GroupState } from '../cloud/messages'
import { optionsOf, type Options } from './options'

export const resources = ['nodes', 'pods', 'poddisruptionbudgets', 'namespaces'] as const
type Resource = (typeof resources)[number]

export interface ClusterAutoscaler extends ProcessContext {
  readonly options: Options
  readonly cluster: Cluster
  readonly release: Release
  readonly client: ApiClient
  readonly informers: Readonly<Record<Resource, Informer>>
  readonly recorder: EventRecorder
  readonly election: LeaderElection
  /** The groups that it looks after, as the provider told them last. */
  groups: readonly GroupState[]
  /** What it has asked the provider, by number. */
  readonly asked: Map<number, Asked>
  lastId: number
  /** By group: no machine more until then, and how long that was. */
  readonly backoffs: Map<string, { readonly until: Micros; readonly wait: Micros }>
  /** Since when nobody needs a node, by its name. */
  readonly unneeded: Map<string, Micros>
  /** Why the others cannot go. */
  unremovable: Readonly<Record<string, string>>
  /** Since when a machine is there that has not registered. */
  readonly unregistered: Map<string, Micros>
  /** Deletions of nodes that are under way. */
  readonly deletions: Map<string, Deletion>
  /** When it last made a group larger, deleted a node, or failed to; -1: never. */
  lastScaleUp: Micros
  lastScaleDown: Micros
  lastFailure: Micros
  /** The ConfigMap that tells how it stands, as it was written last; null: it is not known. */
  status: KubeObject | null
  /** What it told there, and since when: by group and part. */
  readonly told: Map<string, { readonly status: string; readonly since: Micros }>
}

/** What an answer of the provider is about. */
export type Asked =
  | { readonly about: 'groups' }
  | { readonly about: 'cleanup' }
  | { readonly about: 'machine'; readonly node: string }
  | {
      readonly about: 'increase'
      readonly group: string
      readonly size: number
      readonly was: number
      readonly max: number
      readonly pods: readonly string[]
    }

/** A node on its way out. */
export interface Deletion extends Item {
  readonly node: string
  readonly group: string
  /** Pods that must go first; empty: there are none. */
  readonly pods: readonly string[]
  /** Those that are evicted, and when the first try was. */
  readonly evicted: Set<string>
  readonly utilization: string
  evictedAt: Micros
  error: string
}

export const isDrained = ({ pods }: Deletion): boolean => pods.length > 0

export function createContext(boot: Boot): ClusterAutoscaler {
  const { self, now, rng, config, cluster, incarnation, argv, account, owner } = boot
  const options = optionsOf(argv)
  const [, uuid = ''] = newIdentity({ self, now, rng, config }).split('_')
  const pod = (owner ?? '').split('/')[1] ?? ''
  return {
    self,
    now,
    rng,
    config,
    options,
    cluster,
    release: releases.find((release) => release === config['release']) ?? releases[0],
    client: createClient(self, incarnation, apiEntrance(cluster), account || 'system:anonymous', 'cluster-autoscaler'),
    informers: {
      nodes: createInformer('nodes'),
      pods: createInformer('pods'),
      poddisruptionbudgets: createInformer('poddisruptionbudgets'),
      namespaces: createInformer('namespaces')
    },
    recorder: createRecorder('cluster-autoscaler'),
    election: createElection('cluster-autoscaler', `${pod}_${uuid}`, false, {
      namespace: options.namespace,
      component: '',
      times: { leaseDuration: seconds(15), renewDeadline: seconds(10), retryPeriod: seconds(2) }
    }),
    groups: [],
    asked: new Map(),
    lastId: 0,
    backoffs: new Map(),
    unneeded: new Map(),
    unremovable: {},
    unregistered: new Map(),
    deletions: new Map(),
    lastScaleUp: -1,
    lastScaleDown: -1,
    lastFailure: -1,
    status: null,
    told: new Map()
  }
}

export const nodesOf = ({ informers }: ClusterAutoscaler): readonly Node[] =>
  [...informers.nodes.store.values()] as Node[]
export const podsOf = ({ informers }: ClusterAutoscaler): readonly Pod[] => [...informers.pods.store.values()] as Pod[]
export const budgetsOf = ({ informers }: ClusterAutoscaler): readonly PodDisruptionBudget[] =>
  [...informers.poddisruptionbudgets.store.values()] as PodDisruptionBudget[]

/** The group that a node's machine belongs to, by the machine's name. */
export const groupOf = ({ groups }: ClusterAutoscaler, node: string): GroupState | undefined =>
  groups.find(({ instances }) => instances.some(({ name }) => name === node))
