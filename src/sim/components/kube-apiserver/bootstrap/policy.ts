import type { Rule } from '../authorization/rbac/rules'
import { controllerRoles } from './controller-policy'

/**
 * The rules of the roles that every cluster has, one text a rule: verbs, API groups, resources, names; or verbs, `url`, paths. `core`
 * is the group without a name. Those of admin, edit and view are put together from others (`aggregationRule`).
 * Models plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go.
 */
const texts: Readonly<Record<string, readonly string[]>> = {
  admin: [],
  'cluster-admin': ['* * *', '* url *'],
  edit: [],
  'system:aggregate-to-admin': [
    'create authorization.k8s.io localsubjectaccessreviews',
    'create,delete,deletecollection,get,list,patch,update,watch rbac.authorization.k8s.io rolebindings,roles'
  ],
  'system:aggregate-to-edit': [
    'get,list,watch core pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy',
    'impersonate core serviceaccounts',
    'create,delete,deletecollection,patch,update core pods,pods/attach,pods/exec,pods/portforward,pods/proxy',
    'create core pods/eviction',
    'create,delete,deletecollection,patch,update core configmaps,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy',
    'create core serviceaccounts/token',
    'create,delete,deletecollection,patch,update core,events.k8s.io events',
    'create,delete,deletecollection,patch,update apps daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale',
    'create,delete,deletecollection,patch,update autoscaling horizontalpodautoscalers',
    'create,delete,deletecollection,patch,update batch cronjobs,jobs',
    'create,delete,deletecollection,patch,update extensions daemonsets,deployments,deployments/rollback,deployments/scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale',
    'create,delete,deletecollection,patch,update policy poddisruptionbudgets',
    'create,delete,deletecollection,patch,update networking.k8s.io ingresses,networkpolicies',
    'create,delete,deletecollection,get,list,patch,update,watch coordination.k8s.io leases',
    'create,delete,deletecollection,patch,update resource.k8s.io resourceclaims,resourceclaimtemplates'
  ],
  'system:aggregate-to-view': [
    'get,list,watch core configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status',
    'get,list,watch core bindings,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status',
    'get,list,watch core namespaces',
    'get,list,watch core,events.k8s.io events',
    'get,list,watch discovery.k8s.io endpointslices',
    'get,list,watch apps controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status',
    'get,list,watch autoscaling horizontalpodautoscalers,horizontalpodautoscalers/status',
    'get,list,watch batch cronjobs,cronjobs/status,jobs,jobs/status',
    'get,list,watch extensions daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale',
    'get,list,watch policy poddisruptionbudgets,poddisruptionbudgets/status',
    'get,list,watch networking.k8s.io ingresses,ingresses/status,networkpolicies',
    'get,list,watch resource.k8s.io resourceclaims,resourceclaims/status,resourceclaimtemplates'
  ],
  'system:auth-delegator': [
    'create authentication.k8s.io tokenreviews',
    'create authorization.k8s.io subjectaccessreviews'
  ],
  'system:basic-user': [
    'create authorization.k8s.io selfsubjectaccessreviews,selfsubjectrulesreviews',
    'create authentication.k8s.io selfsubjectreviews'
  ],
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': [
    'create certificates.k8s.io certificatesigningrequests/nodeclient'
  ],
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': [
    'create certificates.k8s.io certificatesigningrequests/selfnodeclient'
  ],
  'system:certificates.k8s.io:kube-apiserver-client-approver': [
    'approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client'
  ],
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver': [
    'approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client-kubelet'
  ],
  'system:certificates.k8s.io:kubelet-serving-approver': [
    'approve certificates.k8s.io signers kubernetes.io/kubelet-serving'
  ],
  'system:certificates.k8s.io:legacy-unknown-approver': [
    'approve certificates.k8s.io signers kubernetes.io/legacy-unknown'
  ],
  'system:discovery': [
    'get url /api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/'
  ],
  'system:heapster': ['get,list,watch core events,namespaces,nodes,pods', 'get,list,watch extensions deployments'],
  'system:kube-aggregator': ['get,list,watch core endpoints,services'],
  'system:kube-controller-manager': [
    'create,patch,update core,events.k8s.io events',
    'create coordination.k8s.io leases',
    'get,update coordination.k8s.io leases kube-controller-manager',
    'create core secrets,serviceaccounts',
    'delete core secrets',
    'get core configmaps,namespaces,secrets,serviceaccounts',
    'update core secrets,serviceaccounts',
    'create authentication.k8s.io tokenreviews',
    'create authorization.k8s.io subjectaccessreviews',
    'list,watch * *',
    'create core serviceaccounts/token'
  ],
  'system:kube-dns': ['list,watch core endpoints,services'],
  'system:kube-scheduler': [
    'create,patch,update core,events.k8s.io events',
    'create coordination.k8s.io leases',
    'get,list,update,watch coordination.k8s.io leases kube-scheduler',
    'create,delete,deletecollection,get,list,patch,update,watch coordination.k8s.io leasecandidates',
    'get,list,watch core nodes',
    'delete,get,list,watch core pods',
    'create core bindings,pods/binding',
    'patch,update core pods/status',
    'get,list,watch core replicationcontrollers,services',
    'get,list,watch apps,extensions replicasets',
    'get,list,watch apps statefulsets',
    'get,list,watch policy poddisruptionbudgets',
    'get,list,watch core persistentvolumeclaims,persistentvolumes',
    'create authentication.k8s.io tokenreviews',
    'create authorization.k8s.io subjectaccessreviews',
    'get,list,watch storage.k8s.io csinodes',
    'get,list,watch storage.k8s.io volumeattachments',
    'get,list,watch core namespaces',
    'get,list,watch storage.k8s.io csidrivers',
    'get,list,watch storage.k8s.io csistoragecapacities',
    'get,list,watch resource.k8s.io deviceclasses',
    'get,list,patch,update,watch resource.k8s.io resourceclaims',
    'get,list,patch,update,watch resource.k8s.io resourceclaims/status',
    'update core pods/finalizers',
    'get,list,watch resource.k8s.io resourceslices',
    'create,delete resource.k8s.io resourceclaims',
    'patch,update resource.k8s.io resourceclaims/binding'
  ],
  'system:kubelet-api-admin': [
    'get,list,watch core nodes',
    'proxy core nodes',
    '* core nodes/log,nodes/metrics,nodes/proxy,nodes/stats',
    '* core nodes/configz,nodes/healthz,nodes/pods'
  ],
  'system:monitoring': [
    'get url /flagz,/healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*,/statusz',
    'get core nodes/metrics'
  ],
  'system:node': [
    'create authentication.k8s.io tokenreviews',
    'create authorization.k8s.io localsubjectaccessreviews,subjectaccessreviews',
    'get,list,watch core services',
    'create,get,list,watch core nodes',
    'patch,update core nodes/status',
    'patch,update core nodes',
    'create,patch,update core,events.k8s.io events',
    'get,list,watch core pods',
    'create,delete core pods',
    'patch,update core pods/status',
    'create core pods/eviction',
    'get,list,watch core configmaps,secrets',
    'get core persistentvolumeclaims,persistentvolumes',
    'get core endpoints',
    'create,get,list,watch certificates.k8s.io certificatesigningrequests',
    'create,delete,get,patch,update coordination.k8s.io leases',
    'get storage.k8s.io volumeattachments',
    'create core serviceaccounts/token',
    'get,patch,update core persistentvolumeclaims/status',
    'get,list,watch storage.k8s.io csidrivers',
    'create,delete,get,patch,update storage.k8s.io csinodes',
    'get,list,watch node.k8s.io runtimeclasses',
    'get resource.k8s.io resourceclaims',
    'deletecollection resource.k8s.io resourceslices',
    'get core serviceaccounts'
  ],
  'system:node-bootstrapper': ['create,get,list,watch certificates.k8s.io certificatesigningrequests'],
  'system:node-problem-detector': [
    'get core nodes',
    'patch core nodes/status',
    'create,patch,update core,events.k8s.io events'
  ],
  'system:node-proxier': [
    'list,watch core endpoints,services',
    'get,list,watch core nodes',
    'create,patch,update core,events.k8s.io events',
    'list,watch networking.k8s.io servicecidrs',
    'list,watch discovery.k8s.io endpointslices'
  ],
  'system:persistent-volume-provisioner': [
    'create,delete,get,list,watch core persistentvolumes',
    'get,list,update,watch core persistentvolumeclaims',
    'get,list,watch storage.k8s.io storageclasses',
    'watch core events',
    'create,patch,update core,events.k8s.io events'
  ],
  'system:public-info-viewer': ['get url /healthz,/livez,/readyz,/version,/version/'],
  'system:service-account-issuer-discovery': [
    'get url /.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/'
  ],
  'system:volume-scheduler': [
    'get,list,patch,update,watch core persistentvolumes',
    'get,list,watch storage.k8s.io storageclasses',
    'get,list,patch,update,watch core persistentvolumeclaims'
  ],
  view: []
}

/** Roles that are put together from those with a label. */
export const aggregated: Readonly<Record<string, string>> = {
  admin: 'rbac.authorization.k8s.io/aggregate-to-admin',
  edit: 'rbac.authorization.k8s.io/aggregate-to-edit',
  view: 'rbac.authorization.k8s.io/aggregate-to-view'
}

/** By which label a role is put into another. */
export const aggregates: Readonly<Record<string, string>> = {
  edit: 'rbac.authorization.k8s.io/aggregate-to-admin',
  view: 'rbac.authorization.k8s.io/aggregate-to-edit',
  'system:aggregate-to-admin': 'rbac.authorization.k8s.io/aggregate-to-admin',
  'system:aggregate-to-edit': 'rbac.authorization.k8s.io/aggregate-to-edit',
  'system:aggregate-to-view': 'rbac.authorization.k8s.io/aggregate-to-view'
}

const words = (text = ''): string[] => text.split(',')

/** A rule of its text. */
export function ruleOf(text: string): Rule {
  const [verbs, groups, resources, names] = text.split(' ')
  if (groups === 'url') return Object.freeze({ verbs: words(verbs), nonResourceURLs: words(resources) })
  return Object.freeze({
    verbs: words(verbs),
    apiGroups: words(groups).map((group) => (group === 'core' ? '' : group)),
    resources: words(resources),
    ...(names !== undefined && { resourceNames: words(names) })
  })
}

export const clusterRoles: ReadonlyMap<string, readonly Rule[]> = new Map(
  [
    ...Object.entries(texts),
    ...Object.entries(controllerRoles).map(([name, rules]) => [`system:controller:${name}`, rules] as const)
  ].map(([name, rules]) => [name, Object.freeze(rules.map(ruleOf))])
)

/** What all nodes may do; the rest is for the Node authorizer to say. */
export const nodeRules: readonly Rule[] = clusterRoles.get('system:node')!

type Subject = readonly [kind: 'Group' | 'User' | 'ServiceAccount', name: string]

/** Who is bound to a role of the same name. Models bootstrappolicy ClusterRoleBindings. */
export const clusterRoleBindings: Readonly<Record<string, readonly Subject[]>> = {
  'cluster-admin': [['Group', 'system:masters']],
  'system:basic-user': [['Group', 'system:authenticated']],
  'system:discovery': [['Group', 'system:authenticated']],
  'system:kube-controller-manager': [['User', 'system:kube-controller-manager']],
  'system:kube-dns': [['ServiceAccount', 'kube-dns']],
  'system:kube-scheduler': [['User', 'system:kube-scheduler']],
  'system:monitoring': [['Group', 'system:monitoring']],
  'system:node': [],
  'system:node-proxier': [['User', 'system:kube-proxy']],
  'system:public-info-viewer': [
    ['Group', 'system:authenticated'],
    ['Group', 'system:unauthenticated']
  ],
  'system:service-account-issuer-discovery': [['Group', 'system:serviceaccounts']],
  'system:volume-scheduler': [['User', 'system:kube-scheduler']],
  ...Object.fromEntries(
    Object.keys(controllerRoles).map((name): [string, Subject[]] => [
      `system:controller:${name}`,
      [['ServiceAccount', name]]
    ])
  )
}

interface NamespacedRole {
  readonly namespace: string
  readonly name: string
  readonly rules: readonly string[]
  /** The binding, if it has another name. */
  readonly binding?: string
  readonly subjects: readonly Subject[]
}

const leases = [
  'create,get,list,update,watch coordination.k8s.io leases',
  'create,get,list,update,watch coordination.k8s.io leasecandidates'
]

/** Models bootstrappolicy/namespace_policy.go. */
export const roles: readonly NamespacedRole[] = [
  {
    namespace: 'kube-public',
    name: 'system:controller:bootstrap-signer',
    rules: [
      'get,list,watch core configmaps',
      'update core configmaps cluster-info',
      'create,patch,update core,events.k8s.io events'
    ],
    subjects: [['ServiceAccount', 'bootstrap-signer']]
  },
  {
    namespace: 'kube-system',
    name: 'extension-apiserver-authentication-reader',
    binding: 'system::extension-apiserver-authentication-reader',
    rules: ['get,list,watch core configmaps extension-apiserver-authentication'],
    subjects: [
      ['User', 'system:kube-controller-manager'],
      ['User', 'system:kube-scheduler']
    ]
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-controller-manager',
    rules: leases,
    subjects: [
      ['User', 'system:kube-controller-manager'],
      ['ServiceAccount', 'kube-controller-manager'],
      ['ServiceAccount', 'leader-election-controller']
    ]
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-scheduler',
    rules: leases,
    subjects: [
      ['User', 'system:kube-scheduler'],
      ['ServiceAccount', 'kube-scheduler']
    ]
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:bootstrap-signer',
    rules: ['get,list,watch core secrets'],
    subjects: [['ServiceAccount', 'bootstrap-signer']]
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:cloud-provider',
    rules: ['create,get,list,watch core configmaps'],
    subjects: [['ServiceAccount', 'cloud-provider']]
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:token-cleaner',
    rules: ['delete,get,list,watch core secrets', 'create,patch,update core,events.k8s.io events'],
    subjects: [['ServiceAccount', 'token-cleaner']]
  }
]

export type { Subject }
