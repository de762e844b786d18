/**
 * What Go's decoder calls by names that the published schemas do not have: structs that are embedded in others, and string types
 * of their own. Models k8s.io/api types.go.
 */
const rule = ['apiGroups', 'apiVersions', 'resources', 'scope']
const embedded: Readonly<Record<string, readonly (readonly [fields: readonly string[], path: string])[]>> = {
  IngressRule: [[['http'], 'IngressRuleValue']],
  RuleWithOperations: [[rule, 'Rule']],
  NamedRuleWithOperations: [
    [['operations'], 'RuleWithOperations'],
    [rule, 'RuleWithOperations.Rule']
  ],
  Probe: [[['exec', 'httpGet', 'tcpSocket', 'grpc'], 'ProbeHandler']]
}

/** The embedded structs that lead to a field: `RuleWithOperations.Rule`. */
export const embeddedPath = (goType: string, field: string): string | undefined =>
  embedded[plain(goType)]?.find(([fields]) => fields.includes(field))?.[1]

/** The type of a field whose values are strings, where it is not `string`: without its package. */
export const stringType = (goType: string, field: string): string | undefined =>
  named[`${plain(goType)}.${field}`] ?? everywhere[field]

const plain = (goType: string): string => goType.slice(goType.indexOf('.') + 1)

const everywhere: Readonly<Record<string, string>> = {
  protocol: 'Protocol',
  accessModes: 'PersistentVolumeAccessMode',
  failurePolicy: 'FailurePolicyType',
  matchPolicy: 'MatchPolicyType',
  sideEffects: 'SideEffectClass',
  reinvocationPolicy: 'ReinvocationPolicyType',
  validationActions: 'ValidationAction',
  parameterNotFoundAction: 'ParameterNotFoundActionType',
  preemptionPolicy: 'PreemptionPolicy',
  restartPolicy: 'RestartPolicy',
  imagePullPolicy: 'PullPolicy',
  dnsPolicy: 'DNSPolicy',
  volumeMode: 'PersistentVolumeMode',
  policyTypes: 'PolicyType'
}

const named: Readonly<Record<string, string>> = {
  'LimitRangeItem.type': 'LimitType',
  'Mutation.patchType': 'PatchType',
  'RuleWithOperations.operations': 'OperationType',
  'NamedRuleWithOperations.operations': 'OperationType',
  'RuleWithOperations.scope': 'ScopeType',
  'NamedRuleWithOperations.scope': 'ScopeType',
  'ServiceSpec.type': 'ServiceType',
  'ServiceSpec.sessionAffinity': 'ServiceAffinity',
  'ServiceSpec.externalTrafficPolicy': 'ServiceExternalTrafficPolicy',
  'ServiceSpec.internalTrafficPolicy': 'ServiceInternalTrafficPolicy',
  'ServiceSpec.ipFamilyPolicy': 'IPFamilyPolicy',
  'ServiceSpec.ipFamilies': 'IPFamily',
  'Toleration.operator': 'TolerationOperator',
  'Toleration.effect': 'TaintEffect',
  'Taint.effect': 'TaintEffect',
  'HTTPGetAction.scheme': 'URIScheme',
  'Container.terminationMessagePolicy': 'TerminationMessagePolicy',
  'TopologySpreadConstraint.whenUnsatisfiable': 'UnsatisfiableConstraintAction',
  'PersistentVolumeSpec.persistentVolumeReclaimPolicy': 'PersistentVolumeReclaimPolicy',
  'Secret.type': 'SecretType',
  'NodeSelectorRequirement.operator': 'NodeSelectorOperator',
  'LabelSelectorRequirement.operator': 'LabelSelectorOperator',
  'DeploymentStrategy.type': 'DeploymentStrategyType',
  'StatefulSetSpec.podManagementPolicy': 'PodManagementPolicyType',
  'StatefulSetUpdateStrategy.type': 'StatefulSetUpdateStrategyType',
  'DaemonSetUpdateStrategy.type': 'DaemonSetUpdateStrategyType',
  'CronJobSpec.concurrencyPolicy': 'ConcurrencyPolicy',
  'JobSpec.completionMode': 'CompletionMode',
  'JobSpec.podReplacementPolicy': 'PodReplacementPolicy',
  'HTTPIngressPath.pathType': 'PathType',
  'CSIDriverSpec.fsGroupPolicy': 'FSGroupPolicy',
  'CSIDriverSpec.volumeLifecycleModes': 'VolumeLifecycleMode',
  'StorageClass.reclaimPolicy': 'PersistentVolumeReclaimPolicy',
  'StorageClass.volumeBindingMode': 'VolumeBindingMode',
  'EndpointSlice.addressType': 'AddressType',
  'CustomResourceDefinitionSpec.scope': 'ResourceScope',
  'CustomResourceConversion.strategy': 'ConversionStrategyType',
  'CertificateSigningRequestSpec.usages': 'KeyUsage',
  'ResourceQuotaSpec.scopes': 'ResourceQuotaScope',
  'NamespaceSpec.finalizers': 'FinalizerName',
  'PriorityLevelConfigurationSpec.type': 'PriorityLevelEnablement',
  'LimitResponse.type': 'LimitResponseType',
  'FlowDistinguisherMethod.type': 'FlowDistinguisherMethodType',
  'PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy': 'UnhealthyPodEvictionPolicyType'
}
