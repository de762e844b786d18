/* What kube-proxy tells the packet filter. */

/** One port of one Service, as kube-proxy programs it (its ServicePortName with its endpoints). */
export interface ServiceRule {
  readonly namespace: string
  readonly name: string
  readonly portName: string
  readonly protocol: 'TCP' | 'UDP'
  readonly clusterIP: string
  readonly port: number
  readonly nodePort?: number
  /** ClientIP affinity timeout in seconds (10800), 0 for none. */
  readonly affinitySeconds: number
  /** Addresses besides the cluster IP that lead to it. */
  readonly addresses?: readonly { readonly ip: string; readonly kind: 'external IP' | 'loadbalancer IP' }[]
  /** Only those that traffic may go to; empty: REJECT. */
  readonly endpoints: readonly RuleEndpoint[]
  /**
   * Those of this node, where the policy of traffic from within the cluster or from outside is Local. Empty while there are `endpoints`
   * elsewhere: dropped.
   */
  readonly internal?: readonly RuleEndpoint[]
  readonly external?: readonly RuleEndpoint[]
  /** Networks from which the balancer's addresses may be asked (`loadBalancerSourceRanges`); missing: from everywhere. */
  readonly sourceRanges?: readonly string[]
  /** Where a balancer asks the node's proxy whether it has endpoints (`healthCheckNodePort`). */
  readonly healthPort?: number
}
export interface RuleEndpoint {
  readonly ip: string
  readonly port: number
  readonly node: string
  /** `namespace/name` of the pod, for people. */
  readonly pod: string
}
/** iptables-restore (or ipvsadm): replaces all rules. The time it takes is linux's; `linux.rules.applied` ends it. */
export interface LinuxRulesApply {
  readonly type: 'linux.rules.apply'
  readonly id: number
  readonly mode: 'iptables' | 'ipvs' | 'nftables'
  readonly services: readonly ServiceRule[]
}
export interface LinuxRulesApplied {
  readonly type: 'linux.rules.applied'
  readonly id: number
}
