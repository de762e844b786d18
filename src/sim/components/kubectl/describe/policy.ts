import type {
  NetworkPolicy as PublishedPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort
} from 'kubernetes-types/networking/v1'
import { labelText, selectorText } from '../../../api/kinds/columns'
import type { KubeObject, PodDisruptionBudget, PriorityClass } from '../../../api/types'
import type { Describer } from './describer'
import type { Writer } from './writer'

type NetworkPolicy = KubeObject & Pick<PublishedPolicy, 'spec'>

/** `2026-11-29 05:29:50 +0000 UTC`: a time as Go prints it by itself. */
const goTime = (timestamp = ''): string => timestamp.replace(/^(.+)T(.+)Z$/, '$1 $2 +0000 UTC')

/** Models describeNetworkPolicy. */
export const networkPolicy: Describer<NetworkPolicy> = {
  withoutEvents: true,
  write: ({ metadata, spec }, writer) => {
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.row(0, 'Created on', goTime(metadata.creationTimestamp))
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.line(0, 'Spec:')
    const { podSelector = {}, ingress = [], egress = [], policyTypes } = spec ?? {}
    const selector = selectorText(podSelector)
    const all = '<none> (Allowing the specific traffic to all pods in this namespace)'
    writer.line(1, `PodSelector:     ${selector === '<none>' ? all : selector}`)
    if (policyTypes?.includes('Ingress')) {
      writer.line(1, 'Allowing ingress traffic:')
      writeRules(
        writer,
        ingress.map(({ ports, from }) => ({ ports, peers: from })),
        'ingress',
        'From',
        'source'
      )
    } else writer.line(1, 'Not affecting ingress traffic')
    if (policyTypes?.includes('Egress')) {
      writer.line(1, 'Allowing egress traffic:')
      writeRules(
        writer,
        egress.map(({ ports, to }) => ({ ports, peers: to })),
        'egress',
        'To',
        'destination'
      )
    } else writer.line(1, 'Not affecting egress traffic')
    writer.line(1, `Policy Types: ${(policyTypes ?? []).join(', ') || '<none>'}`)
  }
}

interface Rule {
  readonly ports: readonly NetworkPolicyPort[] | undefined
  readonly peers: readonly NetworkPolicyPeer[] | undefined
}

function writeRules(writer: Writer, rules: readonly Rule[], way: string, title: string, by: string): void {
  if (rules.length === 0) return writer.line(2, `<none> (Selected pods are isolated for ${way} connectivity)`)
  rules.forEach(({ ports = [], peers = [] }, i) => {
    if (ports.length === 0) writer.line(2, 'To Port: <any> (traffic allowed to all ports)')
    for (const { protocol = 'TCP', port, endPort } of ports) {
      if (endPort === undefined) writer.line(2, `To Port: ${String(port ?? '<nil>')}/${protocol}`)
      else writer.line(2, `To Port Range: ${String(port ?? '<nil>')}-${endPort}/${protocol}`)
    }
    if (peers.length === 0) writer.line(2, `${title}: <any> (traffic not restricted by ${by})`)
    for (const peer of peers) writePeer(writer, peer, title)
    if (i < rules.length - 1) writer.line(2, '----------')
  })
}

function writePeer(
  writer: Writer,
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  title: string
): void {
  writer.line(2, `${title}:`)
  if (namespaceSelector) writer.line(3, `NamespaceSelector: ${selectorText(namespaceSelector)}`)
  if (podSelector) writer.line(3, `PodSelector: ${selectorText(podSelector)}`)
  if (podSelector || namespaceSelector || !ipBlock) return
  writer.line(3, 'IPBlock:')
  writer.line(4, `CIDR: ${ipBlock.cidr}`)
  writer.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`)
}

/** Models describePodDisruptionBudgetV1. */
export const podDisruptionBudget: Describer<PodDisruptionBudget> = {
  write: ({ metadata, spec, status }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    if (spec.minAvailable !== undefined) writer.row(0, 'Min available', String(spec.minAvailable))
    else if (spec.maxUnavailable !== undefined) writer.row(0, 'Max unavailable', String(spec.maxUnavailable))
    writer.row(0, 'Selector', spec.selector ? selectorText(spec.selector) : '<unset>')
    const { disruptionsAllowed = 0, currentHealthy = 0, desiredHealthy = 0, expectedPods = 0 } = status ?? {}
    writer.line(0, 'Status:')
    writer.row(2, 'Allowed disruptions', disruptionsAllowed)
    writer.row(2, 'Current', currentHealthy)
    writer.row(2, 'Desired', desiredHealthy)
    writer.row(2, 'Total', expectedPods)
    writer.events(events, now)
  }
}

/** Models describePriorityClass. */
export const priorityClass: Describer<PriorityClass> = {
  write: (
    { metadata, value, globalDefault = false, preemptionPolicy = '', description = '' },
    writer,
    { events, now }
  ) => {
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Value', value)
    writer.row(0, 'GlobalDefault', globalDefault)
    writer.row(0, 'PreemptionPolicy', preemptionPolicy)
    writer.row(0, 'Description', description)
    writer.row(0, 'Annotations', labelText(metadata.annotations))
    writer.events(events, now)
  }
}
