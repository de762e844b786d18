import { parseDuration } from '../../../base/duration'
import { seconds, type Micros } from '../../../base/time'
import type { Node } from '../../api/types'

/** What its command line says of how it asks kubelets. Models cmd/metrics-server/app/options/kubelet_client.go. */
export interface Options {
  /** It takes whatever certificate a kubelet shows. */
  readonly insecure: boolean
  /** Which of a node's addresses it dials: the first type of these that the node has. */
  readonly addressTypes: readonly string[]
  readonly resolution: Micros
}

export function optionsOf(argv: readonly string[] = []): Options {
  const value = (name: string) => argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
  const said = (name: string) => argv.includes(`--${name}`) || value(name) === 'true'
  const resolution = parseDuration(value('metric-resolution') ?? '')
  const types = value('kubelet-preferred-address-types') ?? 'Hostname,InternalDNS,InternalIP,ExternalDNS,ExternalIP'
  return Object.freeze({
    insecure: said('kubelet-insecure-tls') || said('deprecated-kubelet-completely-insecure'),
    addressTypes: Object.freeze(types.split(',')),
    resolution: resolution.ok ? resolution.value : seconds(60)
  })
}

/** The address of a node that it dials, and whether that is a name. */
export function addressOfNode(
  { addressTypes }: Options,
  { status }: Node
): { address: string; isName: boolean } | null {
  for (const type of addressTypes) {
    const found = status?.addresses?.find((each) => each.type === type)
    if (found) return { address: found.address, isName: !type.endsWith('IP') }
  }
  return null
}

/** The URL that it asks a kubelet for. */
export const urlOf = (address: string): string => `https://${address}:10250/metrics/resource`

/**
 * Why a kubelet's certificate is not taken: kubeadm leaves kubelets to sign their own, for their host's name alone.
 * Models crypto/x509 HostnameError.
 */
export const notTrusted = (address: string): string =>
  `tls: failed to verify certificate: x509: cannot validate certificate for ${address} because it doesn't contain any IP SANs`
