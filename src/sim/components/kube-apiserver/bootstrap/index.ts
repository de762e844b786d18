import { Prng } from '../../../../base/prng'
import { wallClock } from '../../../kernel/clock'
import { keyOf, kindOf } from '../../../api/scheme'
import { formatTime } from '../../../api/timestamp'
import type { KubeObject } from '../../../api/types'
import { systemNamespaces } from '../admission/namespace'
import { uuid as uid } from '../../../api/uuid'
import type { ApiServer } from '../context'
import type { Outbox } from '../messages'
import { storeOwn } from '../own'
import { repairAddresses } from '../service-addresses'
import { apiServices } from './apiservices'
import { renewEndpoint } from './endpoint'
import { flowcontrolObjects } from './flowcontrol'
import { reconcileRoles } from './reconcile'
import { rbacObjects, type Made } from './rbac'

/**
 * Objects that every cluster has, made by the first server that does not find them; then roles are loaded.
 * Models pkg/controlplane (system namespaces, the kubernetes Service) and the post-start hooks.
 */
export function bootstrap(server: ApiServer, out: Outbox): void {
  const at = formatTime(wallClock(server))
  // A stream of their own: what a server draws for its clients does not depend on what it found.
  const rng = Prng.fromSeed(server.rng.clone().next32())
  for (const one of [...foundations(at), ...apiServices(at), ...flowcontrolObjects(at), ...rbacObjects])
    make(server, out, one, at, rng)
  reconcileRoles(server, out)
  repairAddresses(server, out)
  out.timer('rbac', server.settings.rbacLoad, 'apiserver-rbac-load-ms', { type: 'rbac.loaded' })
}

/** System namespaces that somebody has deleted are made again. Models pkg/controlplane/controller/systemnamespaces. */
export function remakeNamespaces(server: ApiServer, out: Outbox): void {
  const { objects } = server.caches.get('namespaces')!
  const at = formatTime(wallClock(server))
  const rng = Prng.fromSeed((server.rng.clone().next32() + Math.floor(server.now)) >>> 0)
  for (const one of foundations(at))
    if (one.resource === 'namespaces' && !objects.has(keyOf(kindOf('namespaces'), undefined, one.name)))
      make(server, out, one, at, rng)
}

/** Whoever asks is judged by roles from now on; making those that are missing takes a while more. */
export function rolesLoaded(server: ApiServer, _event: unknown, out: Outbox): void {
  server.rbacLoaded = true
  const { bootstrap: delay } = server.settings
  if (delay === 0) return bootstrapped(server, _event, out)
  out.timer('bootstrap', delay, 'apiserver-bootstrap-ms', { type: 'bootstrapped' })
}

/** It is ready, and only then makes its address known. Models controller/kubernetesservice, which waits for /readyz. */
export function bootstrapped(server: ApiServer, _event: unknown, out: Outbox): void {
  server.bootstrapped = true
  renewEndpoint(server, out)
}

function make(server: ApiServer, out: Outbox, one: Made, creationTimestamp: string, rng: Prng): void {
  const { resource, object, name, namespace, labels, annotations, generation, finalizers } = one
  const key = keyOf(kindOf(resource), namespace, name)
  const id = uid(rng)
  if (server.caches.get(resource)!.objects.has(key)) return
  const metadata = {
    name,
    ...(namespace && { namespace }),
    uid: id,
    ...(generation !== undefined && { generation }),
    creationTimestamp,
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(finalizers && { finalizers })
  }
  const { apiVersion, kind, ...rest } = object
  storeOwn(server, out, resource, key, { apiVersion, kind, metadata, ...rest } as KubeObject, 0)
}

/** Namespaces, classes, the Service of the API and its address. */
function* foundations(at: string): Generator<Made> {
  for (const name of systemNamespaces)
    yield {
      resource: 'namespaces',
      name,
      labels: { 'kubernetes.io/metadata.name': name },
      object: {
        apiVersion: 'v1',
        kind: 'Namespace',
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' }
      }
    }
  for (const [name, data] of [
    [
      'extension-apiserver-authentication',
      {
        'client-ca-file': '',
        'requestheader-allowed-names': '["front-proxy-client"]',
        'requestheader-client-ca-file': '',
        'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
        'requestheader-group-headers': '["X-Remote-Group"]',
        'requestheader-username-headers': '["X-Remote-User"]'
      }
    ],
    ['kube-apiserver-legacy-service-account-token-tracking', { since: at.slice(0, 10) }]
  ] as const)
    yield {
      resource: 'configmaps',
      name,
      namespace: 'kube-system',
      object: { apiVersion: 'v1', kind: 'ConfigMap', data }
    }
  for (const [name, value, description] of [
    [
      'system-cluster-critical',
      2_000_000_000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.'
    ],
    [
      'system-node-critical',
      2_000_001_000,
      'Used for system critical pods that must not be moved from their current node.'
    ]
  ] as const)
    yield {
      resource: 'priorityclasses',
      name,
      generation: 1,
      object: {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        value,
        description,
        preemptionPolicy: 'PreemptLowerPriority'
      }
    }
  yield {
    resource: 'servicecidrs',
    name: 'kubernetes',
    finalizers: ['networking.k8s.io/service-cidr-finalizer'],
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      spec: { cidrs: ['10.96.0.0/12'] },
      status: {
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            lastTransitionTime: at,
            reason: '',
            message: 'Kubernetes Service CIDR is ready'
          }
        ]
      }
    }
  }
  yield {
    resource: 'ipaddresses',
    name: '10.96.0.1',
    labels: {
      'ipaddress.kubernetes.io/ip-family': 'IPv4',
      'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io'
    },
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      spec: { parentRef: { resource: 'services', namespace: 'default', name: 'kubernetes' } }
    }
  }
  yield {
    resource: 'services',
    name: 'kubernetes',
    namespace: 'default',
    labels: { component: 'apiserver', provider: 'kubernetes' },
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      spec: {
        ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
        clusterIP: '10.96.0.1',
        clusterIPs: ['10.96.0.1'],
        type: 'ClusterIP',
        sessionAffinity: 'None',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster'
      },
      status: { loadBalancer: {} }
    }
  }
}
