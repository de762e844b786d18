import type {
  KubeObject,
  Namespace,
  PersistentVolumeClaim,
  Pod,
  PriorityClass,
  StorageClass,
  Toleration
} from '../../api/types'
import type { Status } from '../../api/types'
import type { ApiServer, Request } from './context'
import { denied, namespaceTerminating, notFound } from './errors'
import { keyOf, kindOf, type Kind } from '../../api/scheme'

/**
 * Admission of a new object: what changes it, then what refuses it. Models the plugins of pkg/kubeapiserver/options/plugins.go
 * that are on by default and matter here: NamespaceLifecycle, ServiceAccount, TaintNodesByCondition, Priority, StorageObjectInUseProtection, DefaultStorageClass,
 * DefaultTolerationSeconds.
 */
export function admitCreate(
  server: ApiServer,
  request: Request,
  resource: Kind,
  object: KubeObject
): KubeObject | Status {
  const { name, namespace } = object.metadata
  if (resource.namespaced) {
    const problem = namespaceProblem(server, resource, name, namespace!)
    if (problem) return problem
  }
  switch (object.kind) {
    case 'Pod':
      return admitPod(server, resource, object as Pod)
    case 'Node':
      return request.user.startsWith('system:node:') || request.wire ? (taintNew(object) as KubeObject) : object
    case 'PersistentVolumeClaim':
      return protect(withDefaultClass(server, object as PersistentVolumeClaim), 'kubernetes.io/pvc-protection')
    case 'VolumeAttributesClass':
      return protect(object, 'kubernetes.io/vac-protection')
    case 'PersistentVolume':
      return protect(object, 'kubernetes.io/pv-protection')
    default:
      return object
  }
}

function namespaceProblem(server: ApiServer, resource: Kind, name: string, namespace: string): Status | null {
  const namespaces = server.caches.get('namespaces')!
  const found = namespaces.objects.get(`/registry/namespaces/${namespace}`) as Namespace | undefined
  if (!found) {
    // Bootstrap namespaces are made by the server itself, a moment after its first objects may be wanted.
    return systemNamespaces.includes(namespace) ? null : notFound(kindOf('namespaces'), namespace)
  }
  return found.metadata.deletionTimestamp ? namespaceTerminating(resource, name, namespace) : null
}
export const systemNamespaces: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

/** Taints a kubelet's new Node until its conditions are known. Models plugin/pkg/admission/nodetaint. */
function taintNew(node: KubeObject): KubeObject {
  const key = 'node.kubernetes.io/not-ready'
  const { taints = [], ...spec } = (node.spec ?? {}) as { taints?: { key: string; effect: string }[] }
  if (taints.some((taint) => taint.key === key && taint.effect === 'NoSchedule')) return node
  return { ...node, spec: { ...spec, taints: [...taints, { key, effect: 'NoSchedule' }] } }
}

/** What is in use must not vanish. Models plugin/pkg/admission/storage/storageobjectinuseprotection. */
const protect = (object: KubeObject, finalizer: string): KubeObject => {
  const { finalizers = [] } = object.metadata
  if (finalizers.includes(finalizer)) return object
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } }
}

/** Of several default classes the newest. Models plugin/pkg/admission/storage/storageclass/setdefault. */
function withDefaultClass(server: ApiServer, claim: PersistentVolumeClaim): KubeObject {
  const beta = claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class']
  if (claim.spec.storageClassName !== undefined || beta !== undefined) return claim as KubeObject
  const all = [...server.caches.get('storageclasses')!.objects.values()] as StorageClass[]
  const isDefault = ({ metadata }: StorageClass) =>
    metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ||
    metadata.annotations?.['storageclass.beta.kubernetes.io/is-default-class'] === 'true'
  const newest = all
    .filter(isDefault)
    .sort((a, b) => (String(a.metadata.creationTimestamp) < String(b.metadata.creationTimestamp) ? 1 : -1))[0]
  if (!newest) return claim as KubeObject
  return { ...claim, spec: { ...claim.spec, storageClassName: newest.metadata.name } } as KubeObject
}

function admitPod(server: ApiServer, resource: Kind, pod: Pod): KubeObject | Status {
  const mirror = pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined
  const priority = priorityOf(server, pod.spec.priorityClassName)
  if (priority === null)
    return denied(resource, pod.metadata.name, `no PriorityClass with name ${pod.spec.priorityClassName} was found`)
  const serviceAccountName = pod.spec.serviceAccountName ?? 'default'
  const account = keyOf(kindOf('serviceaccounts'), pod.metadata.namespace, serviceAccountName)
  if (!mirror && !server.caches.get('serviceaccounts')!.objects.has(account)) {
    const where = `${pod.metadata.namespace}/${serviceAccountName}`
    return denied(
      resource,
      pod.metadata.name,
      `error looking up service account ${where}: serviceaccount "${serviceAccountName}" not found`
    )
  }
  const spec = {
    ...pod.spec,
    ...priority,
    ...(!mirror && { serviceAccountName, serviceAccount: serviceAccountName }),
    enableServiceLinks: pod.spec.enableServiceLinks ?? true,
    ...(!mirror && { tolerations: tolerations(server, pod.spec.tolerations ?? []) })
  }
  return {
    ...pod,
    spec: mirror ? spec : withToken(spec, server),
    status: { ...pod.status, qosClass: qosClass(spec) }
  } as KubeObject
}

/** Models plugin/pkg/admission/defaulttolerationseconds: only what the pod does not tolerate already. */
function tolerations(server: ApiServer, given: readonly Toleration[]): Toleration[] {
  const { notReadySeconds, unreachableSeconds } = server.settings
  const tolerates = (key: string) =>
    given.some((t) => (t.key === key || !t.key) && (t.effect === 'NoExecute' || !t.effect))
  const added: Toleration[] = []
  const add = (key: string, tolerationSeconds: number) => {
    if (!tolerates(key)) added.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds })
  }
  add('node.kubernetes.io/not-ready', notReadySeconds)
  add('node.kubernetes.io/unreachable', unreachableSeconds)
  return [...given, ...added]
}

/** The token volume of the pod's service account. Models plugin/pkg/admission/serviceaccount. */
function withToken(spec: Pod['spec'], server: ApiServer): Pod['spec'] {
  if (
    spec.automountServiceAccountToken === false ||
    spec.volumes?.some(({ name }) => name?.startsWith('kube-api-access-'))
  )
    return spec
  const name = `kube-api-access-${Array.from({ length: 5 }, () => 'bcdfghjklmnpqrstvwxz2456789'[server.rng.below(27)]).join('')}`
  const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
  const mount = { name, readOnly: true, mountPath }
  const volume = {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }]
          }
        }
      ]
    }
  }
  const mounted = <C extends { volumeMounts?: { mountPath: string }[] }>(c: C): C =>
    c.volumeMounts?.some((m) => m.mountPath === mountPath)
      ? c
      : { ...c, volumeMounts: [...(c.volumeMounts ?? []), mount] }
  return {
    ...spec,
    volumes: [...(spec.volumes ?? []), volume],
    ...(spec.containers && { containers: spec.containers.map(mounted) }),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(mounted) })
  }
}

const systemClasses: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000
}

/** Models plugin/pkg/admission/priority. Null: no such class. */
function priorityOf(
  server: ApiServer,
  name: string | undefined
): { priority: number; preemptionPolicy: string } | null {
  if (name === undefined || name === '') {
    const classes = [...server.caches.get('priorityclasses')!.objects.values()] as PriorityClass[]
    const fallback = classes.find((found) => found.globalDefault)
    return { priority: fallback?.value ?? 0, preemptionPolicy: fallback?.preemptionPolicy ?? 'PreemptLowerPriority' }
  }
  const found = server.caches.get('priorityclasses')!.objects.get(`/registry/priorityclasses/${name}`) as
    PriorityClass | undefined
  const value = found?.value ?? systemClasses[name]
  return value === undefined
    ? null
    : { priority: value, preemptionPolicy: found?.preemptionPolicy ?? 'PreemptLowerPriority' }
}

/** Models pkg/apis/core/v1/helper/qos/qos.go. */
export function qosClass(spec: Pod['spec']): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
  const counted = (list: object | undefined) =>
    Object.entries(list ?? {}).filter(([name]) => name === 'cpu' || name === 'memory')
  if (containers.every((c) => counted(c.resources?.requests).length === 0 && counted(c.resources?.limits).length === 0))
    return 'BestEffort'
  const guaranteed = containers.every((c) => {
    const limits = Object.fromEntries(counted(c.resources?.limits)) as Record<string, unknown>
    const requests = Object.fromEntries(counted(c.resources?.requests)) as Record<string, unknown>
    return (
      'cpu' in limits &&
      'memory' in limits &&
      Object.entries(requests).every(([name, value]) => String(limits[name]) === String(value))
    )
  })
  return guaranteed ? 'Guaranteed' : 'Burstable'
}
