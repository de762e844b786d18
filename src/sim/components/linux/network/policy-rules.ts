/** Who may ask a pod, and whom it may ask, as the CNI's agent has it from NetworkPolicies; null: everybody. */
export interface PodPolicy {
  readonly ip: string
  /** `namespace/name`, for people. */
  readonly pod: string
  readonly ingress: readonly PolicyRule[] | null
  readonly egress: readonly PolicyRule[] | null
}
export interface PolicyRule {
  /** Null: everybody. */
  readonly ips: readonly string[] | null
  readonly blocks: readonly { readonly cidr: string; readonly except: readonly string[] }[]
  /** Null: every port. */
  readonly ports: readonly PolicyPort[] | null
}
export interface PolicyPort {
  readonly protocol: string
  readonly from: number
  readonly to: number
}
/** Replaces all rules of policies. */
export interface LinuxPoliciesApply {
  readonly type: 'linux.policies.apply'
  readonly id: number
  readonly pods: readonly PodPolicy[]
}
export interface LinuxPoliciesApplied {
  readonly type: 'linux.policies.applied'
  readonly id: number
}
