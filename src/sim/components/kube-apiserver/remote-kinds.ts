import type { Kind } from '../../api/scheme'
import type { ApiServer } from './context'
import { remoteServices } from './aggregator'

/** What discovery tells of a kind. */
export type Discoverable = Pick<
  Kind,
  | 'kind'
  | 'apiVersion'
  | 'also'
  | 'plural'
  | 'singular'
  | 'shorts'
  | 'categories'
  | 'namespaced'
  | 'subresources'
  | 'hasStatus'
  | 'verbs'
>

const measured = (kind: string, plural: string, namespaced: boolean): Discoverable => ({
  kind,
  apiVersion: 'metrics.k8s.io/v1beta1',
  also: [],
  plural,
  singular: '',
  shorts: [],
  categories: [],
  namespaced,
  subresources: [],
  hasStatus: false,
  verbs: ['get', 'list']
})

/** The groups that are known whoever serves them: those of k8s.io/metrics. Of others only their own server could tell. */
const known: readonly Discoverable[] = [measured('NodeMetrics', 'nodes', false), measured('PodMetrics', 'pods', true)]

/** Kinds that other servers serve, as far as these are available. Models kube-aggregator handler_discovery.go. */
export function remoteKinds(server: ApiServer): readonly Discoverable[] {
  const available = remoteServices(server).filter(({ status }) =>
    (status?.conditions ?? []).some(({ type, status: is }) => type === 'Available' && is === 'True')
  )
  return known.filter(({ apiVersion }) =>
    available.some(({ spec: { group, version } }) => apiVersion === `${group}/${version}`)
  )
}
