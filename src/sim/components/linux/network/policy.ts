import { isIn } from '../../../../base/ipv4'
import type { PodPolicy, PodRequest, PolicyRule } from '../messages'

interface Packet {
  readonly ip: string
  readonly port: number
  readonly more?: PodRequest | undefined
}

/** Whether the policies of the pod that asks let its packet out. */
export const mayAsk = (policy: PodPolicy | undefined, packet: Packet): boolean =>
  !policy?.egress || packet.ip === policy.ip || policy.egress.some((rule) => allows(rule, packet.ip, packet))

/** Whether the policies of the pod that is asked let a packet in. */
export const mayBeAsked = (policy: PodPolicy | undefined, packet: Packet, source: string): boolean =>
  !policy?.ingress || source === policy.ip || policy.ingress.some((rule) => allows(rule, source, packet))

/** `other`: the far end's address. Models networking.k8s.io/v1 NetworkPolicyPeer and NetworkPolicyPort. */
function allows({ ips, blocks, ports }: PolicyRule, other: string, { port, more }: Packet): boolean {
  const isPeer =
    (ips === null && blocks.length === 0) ||
    (ips?.includes(other) ?? false) ||
    blocks.some(({ cidr, except }) => isIn(cidr, other) && !except.some((hole) => isIn(hole, other)))
  if (!isPeer) return false
  const protocol = more?.question ? 'UDP' : 'TCP'
  // An echo has no port: only a rule for all of them lets it through.
  return ports === null || ports.some((range) => range.protocol === protocol && port >= range.from && port <= range.to)
}
