import { wallClock } from '../../kernel/clock'
import { formatTime } from '../../api/timestamp'
import type { KubeObject } from '../../api/types'
import { systemNamespaces } from './admission'
import type { ApiServer } from './context'
import { storeOwn } from './own'
import { uid } from './names'
import { keyOf, kindOf } from '../../api/scheme'
import type { Outbox } from './messages'

/**
 * Objects that every cluster has, made by the first server that does not find them; then roles are loaded.
 * Models pkg/controlplane (system namespaces, the kubernetes Service) and the post-start hooks.
 */
export function bootstrap(server: ApiServer, out: Outbox): void {
  const make = (
    name: string,
    object: Omit<KubeObject, 'metadata'> & Readonly<Record<string, unknown>>,
    objectName: string,
    namespace?: string
  ) => {
    const resource = kindOf(name)
    const key = keyOf(resource, namespace, objectName)
    if (server.caches.get(name)!.objects.has(key)) return
    const metadata = {
      name: objectName,
      ...(namespace && { namespace }),
      uid: uid(server.rng),
      creationTimestamp: formatTime(wallClock(server)),
      ...(name === 'namespaces' && { labels: { 'kubernetes.io/metadata.name': objectName } })
    }
    storeOwn(server, out, name, key, { ...object, metadata } as KubeObject, 0)
  }
  for (const name of systemNamespaces) {
    make(
      'namespaces',
      { apiVersion: 'v1', kind: 'Namespace', spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
      name
    )
  }
  const data = { 'client-ca-file': '', 'requestheader-username-headers': '["X-Remote-User"]' }
  make('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', data }, 'extension-apiserver-authentication', 'kube-system')
  for (const [name, value] of [
    ['system-cluster-critical', 2_000_000_000],
    ['system-node-critical', 2_000_001_000]
  ] as const) {
    make(
      'priorityclasses',
      {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        value,
        globalDefault: false,
        preemptionPolicy: 'PreemptLowerPriority'
      },
      name
    )
  }
  const ports = [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }]
  make(
    'services',
    {
      apiVersion: 'v1',
      kind: 'Service',
      spec: { type: 'ClusterIP', clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.1'], ports, sessionAffinity: 'None' }
    },
    'kubernetes',
    'default'
  )
  make(
    'clusterroles',
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]
    },
    'cluster-admin'
  )
  out.timer('rbac', server.settings.rbacLoad, 'apiserver-rbac-load-ms', { type: 'rbac.loaded' })
}
