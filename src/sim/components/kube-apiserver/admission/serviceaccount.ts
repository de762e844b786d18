import { keyOf, kindOf } from '../../../api/scheme'
import type { KubeObject, Pod, ServiceAccount, Status } from '../../../api/types'
import { referencesOf } from '../authorization/references'
import type { ApiServer } from '../context'
import { denied } from '../errors'
import type { Admission } from './admission'

export const isMirror = ({ metadata }: Pod): boolean =>
  metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined

/** The token volume of the pod's service account. Models plugin/pkg/admission/serviceaccount. */
function withToken(spec: Pod['spec'], account: ServiceAccount, server: ApiServer): Pod['spec'] {
  if (
    (spec.automountServiceAccountToken ?? account.automountServiceAccountToken) === false ||
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

/** Gives a pod its account, the account's pull secrets and its token. */
export function withAccountOf({ server, kind, operation, request, object }: Admission): KubeObject | Status | null {
  if (kind.plural !== 'pods' || operation !== 'CREATE' || request.subresource || !object) return null
  const pod = object as Pod
  const { name, namespace } = pod.metadata
  if (isMirror(pod)) {
    const why = mirrorProblem(pod)
    return why === '' ? null : denied(kind, name, why)
  }
  const serviceAccountName = pod.spec.serviceAccountName || 'default'
  const key = keyOf(kindOf('serviceaccounts'), namespace, serviceAccountName)
  const account = server.caches.get('serviceaccounts')!.objects.get(key) as ServiceAccount | undefined
  if (!account)
    return denied(
      kind,
      name,
      `error looking up service account ${namespace}/${serviceAccountName}: serviceaccount "${serviceAccountName}" not found`
    )
  const { imagePullSecrets = [] } = account
  const pulls = (pod.spec.imagePullSecrets ?? []).length === 0 && imagePullSecrets.length > 0
  const spec = {
    ...pod.spec,
    serviceAccountName,
    serviceAccount: serviceAccountName,
    ...(pulls && { imagePullSecrets })
  }
  return { ...pod, spec: withToken(spec, account, server) } as KubeObject
}

function mirrorProblem(pod: Pod): string {
  if (pod.spec.serviceAccountName) return 'a mirror pod may not reference service accounts'
  if (referencesOf(pod).get('secrets')!.size > 0) return 'a mirror pod may not reference secrets'
  const tokens = pod.spec.volumes?.some(({ projected }) =>
    projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken)
  )
  return tokens ? 'a mirror pod may not use ServiceAccountToken volume projections' : ''
}
