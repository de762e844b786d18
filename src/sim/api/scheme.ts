import { componentstatus } from './kinds/componentstatus'
import { configmap } from './kinds/configmap'
import { controllerrevision } from './kinds/controllerrevision'
import { daemonset } from './kinds/daemonset'
import { deployment } from './kinds/deployment'
import { endpoints } from './kinds/endpoints'
import { endpointslice } from './kinds/endpointslice'
import { event } from './kinds/event'
import type { KindCode } from './kinds/kind'
import { rare } from './kinds/rare'
import { lease } from './kinds/lease'
import { namespace } from './kinds/namespace'
import { node } from './kinds/node'
import { pod } from './kinds/pod'
import { priorityclass } from './kinds/priorityclass'
import { replicaset } from './kinds/replicaset'
import { secret } from './kinds/secret'
import { service } from './kinds/service'
import { serviceaccount } from './kinds/serviceaccount'
import { apiservice } from './kinds/apiservice'
import { clusterrole, clusterrolebinding, role, rolebinding } from './kinds/rbac'
import { csinode } from './kinds/storage/csinode'
import { ipaddress, servicecidr } from './kinds/networking/addresses'
import { storageclass } from './kinds/storageclass'
import { typeNameOf, type Type } from './schema'
import type { CustomKind } from './structural/custom-kind'

/**
 * The one table of kinds. API server, kubectl, informers, garbage collector and namespace controller read it; a kind that
 * stands here is served. What the types look like comes from the schemas (`schema.ts`), what a kind does besides from its
 * folder under `kinds/`.
 */
export interface Kind {
  readonly kind: string
  /** '' for the core group. */
  readonly group: string
  /** The version that is stored and answered. */
  readonly version: string
  /** `apps/v1`, `v1`. */
  readonly apiVersion: string
  /** Other versions it may be written in. */
  readonly also: readonly string[]
  /** The name in paths. */
  readonly plural: string
  readonly singular: string
  readonly shorts: readonly string[]
  /** `all`: what `kubectl get all` means. */
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly subresources: readonly string[]
  readonly verbs: readonly string[]
  /** Kept in etcd; others are only answered (reviews, bindings). */
  readonly stored: boolean
  /** Writes of `spec` and `status` are kept apart: `status` has a subresource of its own. */
  readonly hasStatus: boolean
  /** `metadata.generation` counts changes of the spec. */
  readonly hasGeneration: boolean
  /** Kept and shown, but nothing in this simulation acts on it, unlike upstream. */
  readonly inert: boolean
  /** May be written without a resourceVersion. Models rest AllowUnconditionalUpdate. */
  readonly unconditional: boolean
  /** A PUT of an object that is not there makes it. Models rest AllowCreateOnUpdate. */
  readonly createOnUpdate: boolean
  /** A deletion is answered with the object. Models store.go ReturnDeletedObject. */
  readonly returnsDeleted: boolean
  /** What its validation looks at of metadata when it is changed: it as a whole too (as when it was made), what changed, nothing. */
  readonly metadata: 'whole' | 'change' | 'none'
  /** Finalizers without a domain are refused. */
  readonly domains: boolean
  /** Where its objects are kept under `/registry`, and the name of its storage: of built-in kinds the plural. */
  readonly directory: string
  /** Of one that a CustomResourceDefinition makes. */
  readonly custom?: CustomKind
  readonly code: KindCode
}

interface More {
  readonly short?: string
  readonly in?: string
  readonly sub?: string
  readonly verbs?: string
  readonly also?: string
  readonly singular?: string
  readonly code?: KindCode
}

const every = 'create,delete,deletecollection,get,list,patch,update,watch'
const words = (text = ''): string[] => (text === '' ? [] : text.split(','))

/** `n` namespaced, `g` counts generations, `i` inert, `v` needs a resourceVersion to be updated, `c` a PUT may create it, `r` its deletion is answered with it,
 * `w` a change is validated with its whole metadata again, `m` with none, `f` finalizers need no domain. */
function row(plural: string, kind: string, apiVersion: string, traits: string, more: More = {}): Kind {
  const slash = apiVersion.indexOf('/')
  const subresources = words(more.sub)
  const verbs = words(more.verbs ?? every)
  return Object.freeze({
    kind,
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    apiVersion,
    also: words(more.also),
    plural,
    singular: more.singular ?? kind.toLowerCase(),
    shorts: words(more.short),
    categories: words(more.in),
    namespaced: traits.includes('n'),
    subresources,
    verbs,
    stored: verbs.includes('list') && kind !== 'ComponentStatus',
    hasStatus: subresources.includes('status'),
    hasGeneration: traits.includes('g'),
    inert: traits.includes('i'),
    unconditional: !traits.includes('v'),
    createOnUpdate: traits.includes('c'),
    returnsDeleted: traits.includes('r'),
    metadata: traits.includes('w') ? 'whole' : traits.includes('m') ? 'none' : 'change',
    domains: !traits.includes('f'),
    directory: plural,
    code: more.code ?? {}
  })
}

const admission = 'admissionregistration.k8s.io/v1'
const rbac = 'rbac.authorization.k8s.io/v1'
const flow = 'flowcontrol.apiserver.k8s.io/v1'
const extension = 'api-extensions'

/** In the order of `kubectl api-resources` (1.36). */
export const scheme: readonly Kind[] = Object.freeze([
  row('bindings', 'Binding', 'v1', 'n', { verbs: 'create' }),
  row('componentstatuses', 'ComponentStatus', 'v1', '', { short: 'cs', verbs: 'get,list', code: componentstatus }),
  row('configmaps', 'ConfigMap', 'v1', 'nw', { short: 'cm', code: configmap }),
  row('endpoints', 'Endpoints', 'v1', 'nc', { short: 'ep', singular: 'endpoints', code: endpoints }),
  row('events', 'Event', 'v1', 'ncmf', { short: 'ev', also: 'events.k8s.io/v1', code: event }),
  row('limitranges', 'LimitRange', 'v1', 'nc', {
    code: rare('limitrange', 'defaults,nameless,validate'),
    short: 'limits'
  }),
  row('namespaces', 'Namespace', 'v1', 'rw', {
    short: 'ns',
    sub: 'finalize,status',
    verbs: 'create,delete,get,list,patch,update,watch',
    code: namespace
  }),
  row('nodes', 'Node', 'v1', 'w', { short: 'no', sub: 'proxy,status', code: node }),
  row('persistentvolumeclaims', 'PersistentVolumeClaim', 'v1', 'nrw', {
    short: 'pvc',
    sub: 'status',
    code: rare('persistentvolumeclaim', 'columns,defaults,prepare,validate,validateUpdate,validateStatus,warnings')
  }),
  row('persistentvolumes', 'PersistentVolume', 'v1', 'rw', {
    short: 'pv',
    sub: 'status',
    code: rare('persistentvolume', 'columns,defaults,prepare,prepareStatus,validate,validateUpdate,warnings')
  }),
  row('pods', 'Pod', 'v1', 'nrgw', {
    short: 'po',
    in: 'all',
    sub: 'attach,binding,ephemeralcontainers,eviction,exec,log,portforward,proxy,resize,status',
    code: pod
  }),
  row('podtemplates', 'PodTemplate', 'v1', 'nrg', { code: rare('podtemplate', 'defaults,validate,warnings') }),
  row('replicationcontrollers', 'ReplicationController', 'v1', 'nrg', {
    short: 'rc',
    in: 'all',
    sub: 'scale,status',
    code: rare('replicationcontroller', 'columns,defaults,validate,validateStatus,warnings')
  }),
  row('resourcequotas', 'ResourceQuota', 'v1', 'nr', {
    short: 'quota',
    sub: 'status',
    code: rare('resourcequota', 'validate,validateUpdate,validateStatus')
  }),
  row('secrets', 'Secret', 'v1', 'nw', { code: secret }),
  row('serviceaccounts', 'ServiceAccount', 'v1', 'nrw', { short: 'sa', sub: 'token', code: serviceaccount }),
  row('services', 'Service', 'v1', 'ncr', { short: 'svc', in: 'all', sub: 'proxy,status', code: service }),
  row('mutatingadmissionpolicies', 'MutatingAdmissionPolicy', admission, 'vgf', {
    code: rare('mutatingadmissionpolicy', 'defaults,validate'),
    in: extension,
    singular: 'mutatingadmissionpolicy'
  }),
  row('mutatingadmissionpolicybindings', 'MutatingAdmissionPolicyBinding', admission, 'vgf', {
    code: rare('mutatingadmissionpolicybinding', 'defaults,validate'),
    in: extension
  }),
  row('mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', admission, 'vgf', {
    code: rare('mutatingwebhookconfiguration', 'defaults,validate'),
    in: extension
  }),
  row('validatingadmissionpolicies', 'ValidatingAdmissionPolicy', admission, 'vgf', {
    code: rare('validatingadmissionpolicy', 'defaults,validate'),
    in: extension,
    sub: 'status'
  }),
  row('validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding', admission, 'vgf', {
    code: rare('validatingadmissionpolicybinding', 'defaults,validate'),
    in: extension
  }),
  row('validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', admission, 'vgf', {
    code: rare('validatingwebhookconfiguration', 'defaults,validate'),
    in: extension
  }),
  row('customresourcedefinitions', 'CustomResourceDefinition', 'apiextensions.k8s.io/v1', 'vrgf', {
    code: rare('customresourcedefinition', 'validate,defaults'),
    short: 'crd,crds',
    in: extension,
    sub: 'status'
  }),
  row('apiservices', 'APIService', 'apiregistration.k8s.io/v1', 'vwf', {
    code: apiservice,
    in: extension,
    sub: 'status'
  }),
  row('controllerrevisions', 'ControllerRevision', 'apps/v1', 'nw', { code: controllerrevision }),
  row('daemonsets', 'DaemonSet', 'apps/v1', 'ng', { short: 'ds', in: 'all', sub: 'status', code: daemonset }),
  row('deployments', 'Deployment', 'apps/v1', 'ng', {
    short: 'deploy',
    in: 'all',
    sub: 'scale,status',
    code: deployment
  }),
  row('replicasets', 'ReplicaSet', 'apps/v1', 'ng', { short: 'rs', in: 'all', sub: 'scale,status', code: replicaset }),
  row('statefulsets', 'StatefulSet', 'apps/v1', 'ng', {
    short: 'sts',
    in: 'all',
    sub: 'scale,status',
    code: rare('statefulset', 'columns,defaults,prepare,validate,validateUpdate,validateStatus,warnings', 'label')
  }),
  row('selfsubjectreviews', 'SelfSubjectReview', 'authentication.k8s.io/v1', '', { verbs: 'create' }),
  row('tokenreviews', 'TokenReview', 'authentication.k8s.io/v1', '', { verbs: 'create' }),
  row('localsubjectaccessreviews', 'LocalSubjectAccessReview', 'authorization.k8s.io/v1', 'n', { verbs: 'create' }),
  row('selfsubjectaccessreviews', 'SelfSubjectAccessReview', 'authorization.k8s.io/v1', '', { verbs: 'create' }),
  row('selfsubjectrulesreviews', 'SelfSubjectRulesReview', 'authorization.k8s.io/v1', '', { verbs: 'create' }),
  row('subjectaccessreviews', 'SubjectAccessReview', 'authorization.k8s.io/v1', '', { verbs: 'create' }),
  row('horizontalpodautoscalers', 'HorizontalPodAutoscaler', 'autoscaling/v2', 'n', {
    code: rare('horizontalpodautoscaler', 'defaults,convert,inVersion,validate'),
    short: 'hpa',
    in: 'all',
    sub: 'status',
    also: 'autoscaling/v1'
  }),
  row('cronjobs', 'CronJob', 'batch/v1', 'ng', {
    short: 'cj',
    in: 'all',
    sub: 'status',
    code: rare('cronjob', 'columns,defaults,validate,warnings')
  }),
  row('jobs', 'Job', 'batch/v1', 'nrgw', {
    in: 'all',
    sub: 'status',
    code: rare('job', 'columns,defaults,validate,validateUpdate,validateStatus,warnings,prepare,readBack')
  }),
  row('certificatesigningrequests', 'CertificateSigningRequest', 'certificates.k8s.io/v1', 'w', {
    short: 'csr',
    sub: 'approval,status',
    code: rare('certificatesigningrequest', 'parts,prepare,prepareStatus,requestedBy,validate,validateStatus', 'path')
  }),
  row('leases', 'Lease', 'coordination.k8s.io/v1', 'nvcf', { code: lease }),
  row('endpointslices', 'EndpointSlice', 'discovery.k8s.io/v1', 'ng', { code: endpointslice }),
  row('flowschemas', 'FlowSchema', flow, 'ig', {
    code: rare('flowschema', 'defaults,validate,validateStatus'),
    sub: 'status'
  }),
  row('prioritylevelconfigurations', 'PriorityLevelConfiguration', flow, 'ig', {
    code: rare('prioritylevelconfiguration', 'defaults,validate'),
    sub: 'status'
  }),
  row('ingressclasses', 'IngressClass', 'networking.k8s.io/v1', 'igw', {
    code: rare('ingressclass', 'defaults,validate,validateUpdate')
  }),
  row('ingresses', 'Ingress', 'networking.k8s.io/v1', 'nigw', {
    code: rare('ingress', 'validate,validateNew,validateStatus,warnings'),
    short: 'ing',
    sub: 'status'
  }),
  row('ipaddresses', 'IPAddress', 'networking.k8s.io/v1', 'w', { code: ipaddress, short: 'ip' }),
  row('networkpolicies', 'NetworkPolicy', 'networking.k8s.io/v1', 'nig', {
    code: rare('networkpolicy', 'defaults,validate'),
    short: 'netpol'
  }),
  row('servicecidrs', 'ServiceCIDR', 'networking.k8s.io/v1', 'i', { code: servicecidr, sub: 'status' }),
  row('runtimeclasses', 'RuntimeClass', 'node.k8s.io/v1', 'vcwf', {
    code: rare('runtimeclass', 'validate,validateUpdate')
  }),
  row('poddisruptionbudgets', 'PodDisruptionBudget', 'policy/v1', 'nvgmf', {
    short: 'pdb',
    sub: 'status',
    code: rare('poddisruptionbudget', 'columns,validate', 'path')
  }),
  row('clusterrolebindings', 'ClusterRoleBinding', rbac, 'cw', { code: clusterrolebinding }),
  row('clusterroles', 'ClusterRole', rbac, 'cw', { code: clusterrole }),
  row('rolebindings', 'RoleBinding', rbac, 'ncw', { code: rolebinding }),
  row('roles', 'Role', rbac, 'ncw', { code: role }),
  row('deviceclasses', 'DeviceClass', 'resource.k8s.io/v1', 'rgw', { code: rare('deviceclass', 'validate') }),
  row('resourceclaims', 'ResourceClaim', 'resource.k8s.io/v1', 'nrw', {
    code: rare('resourceclaim', 'defaults,validate,validateUpdate'),
    sub: 'status'
  }),
  row('resourceclaimtemplates', 'ResourceClaimTemplate', 'resource.k8s.io/v1', 'nrw', {
    code: rare('resourceclaimtemplate', 'defaults,validate,validateUpdate')
  }),
  row('resourceslices', 'ResourceSlice', 'resource.k8s.io/v1', 'rg', {
    code: rare('resourceslice', 'validate,validateUpdate')
  }),
  row('priorityclasses', 'PriorityClass', 'scheduling.k8s.io/v1', 'g', { short: 'pc', code: priorityclass }),
  row('csidrivers', 'CSIDriver', 'storage.k8s.io/v1', 'vr', {
    code: rare('csidriver', 'defaults,validate,validateUpdate')
  }),
  row('csinodes', 'CSINode', 'storage.k8s.io/v1', 'vr', { code: csinode }),
  row('csistoragecapacities', 'CSIStorageCapacity', 'storage.k8s.io/v1', 'nivw', {
    code: rare('csistoragecapacity', 'validate,validateUpdate')
  }),
  row('storageclasses', 'StorageClass', 'storage.k8s.io/v1', 'rw', {
    short: 'sc',
    code: storageclass
  }),
  row('volumeattachments', 'VolumeAttachment', 'storage.k8s.io/v1', 'vr', {
    code: rare('volumeattachment', 'prepare,validate,validateUpdate'),
    sub: 'status'
  }),
  row('volumeattributesclasses', 'VolumeAttributesClass', 'storage.k8s.io/v1', 'irw', {
    code: rare('volumeattributesclass', 'validate,validateUpdate'),
    short: 'vac'
  })
])

/** The kinds that are kept in etcd, by plural. */
export const storedKinds: ReadonlyMap<string, Kind> = new Map(
  scheme.filter(({ stored }) => stored).map((kind) => [kind.plural, kind])
)

/** The kinds that are answered and not kept, by plural. */
export const reviewKinds: ReadonlyMap<string, Kind> = new Map(
  scheme.filter(({ stored }) => !stored).map((kind) => [kind.plural, kind])
)

/** A kind by its plural, which the code knows to be served. */
export function kindOf(plural: string): Kind {
  const found = storedKinds.get(plural)
  if (!found) throw new Error(`${plural} stands in no row of the scheme`)
  return found
}

const byName = new Map<string, Kind>()
for (const kind of scheme) {
  for (const name of [kind.plural, kind.singular, ...kind.shorts]) {
    byName.set(name, kind)
    for (const apiVersion of [kind.apiVersion, ...kind.also]) {
      const [group, version] = apiVersion.split('/')
      if (version === undefined) continue
      byName.set(`${name}.${group}`, kind)
      byName.set(`${name}.${version}.${group}`, kind)
    }
  }
}

/** Finds a kind by plural, singular, short name or `deployments.apps`, in any case. Models restmapper. */
export const findResource = (name: string): Kind | undefined => byName.get(name.toLowerCase())
export const findKind = (kind: string, apiVersion: string): Kind | undefined =>
  scheme.find((row) => row.kind === kind && (row.apiVersion === apiVersion || row.also.includes(apiVersion)))

/** `deployments.apps`, `pods`: how error texts name a resource. Models schema.GroupResource.String. */
export const qualified = ({ plural, group }: Kind): string => (group === '' ? plural : `${plural}.${group}`)

/** `Deployment.apps`, `Pod`: how errors about an object's fields name its kind. Models schema.GroupKind.String. */
export const qualifiedKind = ({ kind, group }: Pick<Kind, 'kind' | 'group'>): string =>
  group === '' ? kind : `${kind}.${group}`

type Typed = Pick<Kind, 'kind' | 'apiVersion' | 'also'>

/** Name of the type of a kind's objects in one of its versions; undefined: not written in this version. */
export const typeOfKind = (row: Typed, apiVersion: string = row.apiVersion): string | undefined =>
  apiVersion === row.apiVersion || row.also.includes(apiVersion) ? typeNameOf(apiVersion, row.kind) : undefined

/** The type itself, for patches. */
export function objectType(row: Typed): Type | undefined {
  const of = typeOfKind(row)
  return of === undefined ? undefined : { form: 'struct', of }
}

/** Etcd key of an object; without a name the prefix of a namespace's, or of all. */
export function keyOf(kind: Kind, namespace: string | undefined, name?: string): string {
  const directory = `/registry/${kind.directory}/`
  if (!kind.namespaced) return directory + (name ?? '')
  return namespace === undefined || namespace === '' ? directory : `${directory}${namespace}/${name ?? ''}`
}

/** `deployment.apps/web`, `pod/nginx`: how kubectl names an object. */
export const objectName = ({ singular, group }: Kind, name: string): string =>
  `${group === '' ? singular : `${singular}.${group}`}/${name}`
