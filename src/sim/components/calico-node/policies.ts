import { selects } from '../../api/labels'
import type { KubeObject, LabelSelector, Pod } from '../../api/types'
import type { PodPolicy, PolicyPort, PolicyRule } from '../linux/messages'

/** A NetworkPolicy, as far as it is enforced. */
interface NetworkPolicy extends KubeObject {
  readonly spec: {
    readonly podSelector?: LabelSelector
    readonly policyTypes?: readonly string[]
    readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly Port[] }[]
    readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[]
  }
}
interface Peer {
  readonly podSelector?: LabelSelector
  readonly namespaceSelector?: LabelSelector
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] }
}
interface Port {
  readonly protocol?: string
  readonly port?: number | string
  readonly endPort?: number
}

type Objects = ReadonlyMap<string, KubeObject>

/**
 * What each pod of a node may be asked by whom, and may ask whom: null where no policy selects it. Policies only add up: what one
 * of them allows is allowed. Models the semantics of pkg/apis/networking NetworkPolicySpec (networking.k8s.io/v1).
 */
export function policiesOf(node: string, policies: Objects, pods: Objects, namespaces: Objects): PodPolicy[] {
  const found: PodPolicy[] = []
  if (policies.size === 0) return found
  const all = [...pods.values()].map((object) => object as Pod).filter(hasAddress)
  for (const pod of all) {
    if (pod.spec.nodeName !== node) continue
    const selecting = [...policies.values()]
      .map((object) => object as NetworkPolicy)
      .filter(
        ({ metadata, spec }) =>
          metadata.namespace === pod.metadata.namespace && selects(spec.podSelector ?? {}, pod.metadata.labels)
      )
    if (selecting.length === 0) continue
    const around = { all, namespaces, pod }
    const ingress = selecting.filter(({ spec }) => spec.policyTypes?.includes('Ingress') ?? true)
    const egress = selecting.filter(({ spec }) => spec.policyTypes?.includes('Egress') ?? spec.egress !== undefined)
    found.push({
      ip: pod.status.podIP!,
      pod: `${pod.metadata.namespace}/${pod.metadata.name}`,
      ingress:
        ingress.length === 0
          ? null
          : ingress.flatMap(({ metadata, spec }) =>
              (spec.ingress ?? []).flatMap(({ from, ports }) => rulesOf(from, ports, metadata.namespace!, around, pod))
            ),
      egress:
        egress.length === 0
          ? null
          : egress.flatMap(({ metadata, spec }) =>
              (spec.egress ?? []).flatMap(({ to, ports }) => rulesOf(to, ports, metadata.namespace!, around, null))
            )
    })
  }
  return found
}

/** A pod on its host's network is its host: no policy selects it. */
const hasAddress = ({ spec, status }: Pod): boolean => !!status.podIP && !spec.hostNetwork

interface Around {
  readonly all: readonly Pod[]
  readonly namespaces: Objects
}

/** One rule of a policy; a port's name is that of the pod that is asked, so peers that are asked may each have their own rule. */
function rulesOf(
  peers: readonly Peer[] | undefined,
  ports: readonly Port[] | undefined,
  namespace: string,
  around: Around,
  asked: Pod | null
): PolicyRule[] {
  const blocks = (peers ?? []).flatMap(({ ipBlock }) =>
    ipBlock ? [{ cidr: ipBlock.cidr, except: ipBlock.except ?? [] }] : []
  )
  const anybody = !peers || peers.length === 0
  const pods = anybody ? [] : around.all.filter((pod) => peers.some((peer) => isPeer(peer, pod, namespace, around)))
  const named = ports?.some(({ port }) => typeof port === 'string') ?? false
  if (asked || !named) {
    return [
      {
        ips: anybody ? null : pods.map(({ status }) => status.podIP!),
        blocks,
        ports: portsOf(ports, asked)
      } satisfies PolicyRule
    ]
  }
  const peersAsked = anybody ? around.all : pods
  return peersAsked.map((pod) => ({ ips: [pod.status.podIP!], blocks: [], ports: portsOf(ports, pod) }))
}

function isPeer(peer: Peer, pod: Pod, namespace: string, { namespaces }: Around): boolean {
  if (peer.ipBlock) return false
  const { podSelector, namespaceSelector } = peer
  const own = pod.metadata.namespace ?? ''
  if (namespaceSelector) {
    if (!selects(namespaceSelector, namespaces.get(own)?.metadata.labels)) return false
  } else if (own !== namespace) return false
  return podSelector ? selects(podSelector, pod.metadata.labels) : true
}

/** Null: every port. A name that the pod does not have is no port. */
function portsOf(ports: readonly Port[] | undefined, asked: Pod | null): PolicyPort[] | null {
  if (!ports || ports.length === 0) return null
  return ports.flatMap(({ protocol = 'TCP', port, endPort }): PolicyPort[] => {
    if (port === undefined) return [{ protocol, from: 0, to: 65_535 }]
    if (typeof port === 'number') return [{ protocol, from: port, to: endPort ?? port }]
    const known = asked?.spec.containers
      .flatMap((container) => container.ports ?? [])
      .find(({ name, protocol: of = 'TCP' }) => name === port && of === protocol)
    return known ? [{ protocol, from: known.containerPort, to: known.containerPort }] : []
  })
}
