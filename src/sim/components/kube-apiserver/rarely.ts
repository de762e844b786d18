import { late } from '../../../base/late'
import { hasCalico } from '../../cluster'
import type { Kind } from '../../api/scheme'
import type { KubeObject } from '../../api/types'
import type * as AddressRepair from './address-repair'
import type { review } from './authorization/reviews'
import type * as Tokens from './authentication/token-problems'
import type * as Components from './component-status'
import type { dumpLevels, dumpRequests } from './flow-dumps'
import type { metricsText } from './metrics'
import type * as Aggregating from './aggregating'
import type { ApiServer } from './context'
import type * as Evictions from './eviction'
import type { excluded } from './excluded'
import type { inertWarnings } from './inert'
import type * as Proxies from './proxy'
import type * as Reaching from './reach'
import type * as Shutdown from './shutdown'

/** What only people ask for and write. */
export const rarely = late<{
  readonly review: typeof review
  readonly addressRepair: typeof AddressRepair
  readonly aggregating: typeof Aggregating
  readonly components: typeof Components
  readonly dumpLevels: typeof dumpLevels
  readonly dumpRequests: typeof dumpRequests
  readonly metricsText: typeof metricsText
  readonly inertWarnings: typeof inertWarnings
  readonly evictions: typeof Evictions
  readonly tokens: typeof Tokens
  readonly excluded: typeof excluded
  readonly proxies: typeof Proxies
  readonly reaching: typeof Reaching
  readonly shutdown: typeof Shutdown
}>(
  'reviews, metrics, evictions, repairs of addresses, what kubelets are asked, an orderly end, and what is not modelled'
)

/** Kinds that somebody acts on in some clusters only. */
const sometimes: ReadonlySet<string> = new Set(['networkpolicies', 'ingresses', 'ingressclasses'])

/** DaemonSets that would bring another network. */
const isNetwork = (server: ApiServer, { plural }: Kind, { metadata }: KubeObject): boolean =>
  plural === 'daemonsets' &&
  /calico-node|flannel|^cilium$|weave-net|kube-router|antrea-agent/.test(metadata.name) &&
  !hasCalico(server.config)

/** Volumes of drivers that run in pods, which are not modelled. */
const isForeign = (object: KubeObject): boolean => {
  const { provisioner, spec } = object as { provisioner?: string; spec?: { csi?: { driver?: string } } }
  return /csi|longhorn|io\/(aws|gce|azure)/.test(provisioner ?? spec?.csi?.driver ?? '')
}

/** What a client is told of an object that nothing here acts on. */
export const unmodelled = (server: ApiServer, kind: Kind, object: KubeObject): readonly string[] =>
  kind.inert || kind.custom || sometimes.has(kind.plural) || isNetwork(server, kind, object) || isForeign(object)
    ? rarely().inertWarnings(server, kind, object)
    : []
