import { isFields } from '../../../api/patch/json'
import type { KubeObject } from '../../../api/types'
import type { Resource } from './transform'

/** Fields that name an object of a kind, wherever they stand. Models kustomize's nameReference field specs. */
const byParent: Readonly<Record<string, readonly [kind: string, field: string]>> = {
  configMapRef: ['ConfigMap', 'name'],
  configMapKeyRef: ['ConfigMap', 'name'],
  configMap: ['ConfigMap', 'name'],
  secretRef: ['Secret', 'name'],
  secretKeyRef: ['Secret', 'name'],
  imagePullSecrets: ['Secret', 'name'],
  persistentVolumeClaim: ['PersistentVolumeClaim', 'claimName'],
  service: ['Service', 'name']
}
const byField: Readonly<Record<string, string>> = {
  serviceAccountName: 'ServiceAccount',
  serviceAccount: 'ServiceAccount',
  serviceName: 'Service',
  storageClassName: 'StorageClass',
  priorityClassName: 'PriorityClass',
  ingressClassName: 'IngressClass'
}
/** These name the kind besides. */
const typed = new Set(['scaleTargetRef', 'roleRef', 'subjects', 'targetRef'])

/** The objects with their references following the new names of what they refer to. */
export function withNames(before: readonly Resource[], after: readonly Resource[]): Resource[] {
  const names = new Map<string, string>()
  before.forEach(({ object }, i) => {
    const name = after[i]!.object.metadata.name
    if (name !== object.metadata.name) names.set(`${object.kind}/${object.metadata.name}`, name)
  })
  if (names.size === 0) return [...after]
  const now = (kind: unknown, name: unknown): unknown => names.get(`${String(kind)}/${String(name)}`) ?? name
  const walk = (value: unknown, parent: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, parent))
    if (!isFields(value)) return value
    const [kind, field] = byParent[parent] ?? []
    return Object.fromEntries(
      Object.entries(value).map(([key, below]) => {
        if (key === field) return [key, now(kind, below)]
        if (key === 'secretName' && typeof below === 'string') return [key, now('Secret', below)]
        if (key === 'name' && typed.has(parent)) return [key, now(value.kind, below)]
        const of = byField[key]
        return of !== undefined && typeof below === 'string' ? [key, now(of, below)] : [key, walk(below, key)]
      })
    )
  }
  return after.map((one) => {
    const { metadata, ...rest } = one.object
    return { ...one, object: { ...(walk(rest, '') as object), metadata } as KubeObject }
  })
}
