import { memoryOf } from '../charges'
import { checkRemotes } from '../aggregator'
import { seconds } from '../../../../base/time'
import { Prng } from '../../../../base/prng'
import { wallClock } from '../../../kernel/clock'
import { equal } from '../../../api/equality'
import { keyOf, kindOf } from '../../../api/scheme'
import { formatMicroTime, formatTime } from '../../../api/timestamp'
import type { KubeObject } from '../../../api/types'
import type { KeyValue } from '../../etcd/messages'
import { machineOf } from '../../../protocol'
import { nodeAddress, type ApiServer } from '../context'
import { call } from '../etcd-client/calls'
import type { Outbox } from '../messages'
import { uuid as uid } from '../../../api/uuid'
import { storeOwn } from '../own'

/** Constants of pkg/controlplane: DefaultEndpointReconcilerInterval and its time to live, IdentityLeaseDurationSeconds. */
const interval = seconds(10)
const ttlSeconds = 15
const identityLasts = 3_600

const directory = '/registry/masterleases/'

/**
 * Every server keeps its address in etcd, under a lease of 15 s that is granted anew each time (a lease so short is never used twice), and
 * writes the addresses that are there into Endpoints and EndpointSlice `kubernetes`. So an address goes when etcd's leader lets its lease
 * expire and then some server looks; who ends in order takes it away.
 * Models pkg/controlplane/reconcilers/lease.go, controller/kubernetesservice and storage/etcd3/lease_manager.go.
 */
export function renewEndpoint(server: ApiServer, out: Outbox): void {
  const id = server.nextId++
  server.pending.set(id, { kind: 'address-lease' })
  call(server, out, 'endpoints', { type: 'etcd.lease.grant', id, ttlSeconds }, true)
  renewIdentity(server, out)
  checkRemotes(server, out)
  out.hold(memoryOf(server))
  out.timer('endpoint', interval, 'endpoint-reconciler-interval', { type: 'endpoint.renew' })
}

/** Etcd has granted the lease: the address is stored under it, and then all are read. */
export function leaseGranted(server: ApiServer, out: Outbox, lease: number): void {
  put(server, out, { address: addressOf(server) }, lease)
  const id = server.nextId++
  server.pending.set(id, { kind: 'endpoints' })
  call(server, out, 'endpoints', { type: 'etcd.range', id, key: directory, prefix: true }, true)
}

/** Etcd has told whose addresses there are. */
export function addressesTold(server: ApiServer, out: Outbox, kvs: readonly KeyValue[]): void {
  const addresses = new Set([addressOf(server), ...kvs.map(({ key }) => key.slice(directory.length))])
  publish(server, out, [...addresses].sort())
}

/** The address that the server makes known (`--advertise-address`). */
export const addressOf = (server: ApiServer): string => nodeAddress(server, machineOf(server.self)) ?? '10.0.0.11'

export function put(server: ApiServer, out: Outbox, value: object | null, lease = 0): void {
  const id = server.nextId++
  server.pending.set(id, { kind: 'own' })
  const key = directory + addressOf(server)
  const op = value
    ? ({ op: 'put', key, value: Object.freeze(value), lease } as const)
    : ({ op: 'delete', key } as const)
  call(server, out, 'endpoints', { type: 'etcd.txn', id, compares: [], success: [op], failure: [] }, true)
}

export function publish(server: ApiServer, out: Outbox, addresses: readonly string[]): void {
  const port = { name: 'https', port: 6443, protocol: 'TCP' }
  const endpoints = {
    subsets: addresses.length === 0 ? undefined : [{ addresses: addresses.map((ip) => ({ ip })), ports: [port] }]
  }
  const slice = {
    addressType: 'IPv4',
    endpoints: addresses.map((ip) => ({ addresses: [ip], conditions: { ready: true } })),
    ports: [{ name: 'https', protocol: 'TCP', port: 6443 }]
  }
  write(server, out, 'endpoints', 'v1', { 'endpointslice.kubernetes.io/skip-mirror': 'true' }, endpoints)
  write(server, out, 'endpointslices', 'discovery.k8s.io/v1', { 'kubernetes.io/service-name': 'kubernetes' }, slice)
}

/** Stores one of the two objects if it says something else. */
function write(
  server: ApiServer,
  out: Outbox,
  resource: string,
  apiVersion: string,
  labels: Readonly<Record<string, string>>,
  content: Readonly<Record<string, unknown>>
): void {
  const kind = kindOf(resource)
  const key = keyOf(kind, 'default', 'kubernetes')
  const old = server.caches.get(resource)!.objects.get(key)
  const rest = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined))
  if (old) {
    const { apiVersion: _version, kind: _kind, metadata, ...before } = old as KubeObject & Record<string, unknown>
    if (equal(before, rest)) return
    const generation = kind.hasGeneration ? { generation: (metadata.generation ?? 0) + 1 } : {}
    const next = { apiVersion, kind: kind.kind, metadata: { ...metadata, ...generation }, ...rest } as KubeObject
    return storeOwn(server, out, resource, key, next, Number(metadata.resourceVersion))
  }
  const rng = Prng.fromSeed(server.rng.clone().next32() ^ resource.length)
  const metadata = {
    name: 'kubernetes',
    namespace: 'default',
    uid: uid(rng),
    ...(kind.hasGeneration && { generation: 1 }),
    creationTimestamp: formatTime(wallClock(server)),
    labels
  }
  storeOwn(server, out, resource, key, { apiVersion, kind: kind.kind, metadata, ...rest } as KubeObject, 0)
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** Its name follows from the machine's; who holds it from the life of the process. */
export function identityOf({ self }: ApiServer): string {
  const named = Prng.forName(0, machineOf(self))
  return `apiserver-${Array.from({ length: 26 }, () => letters[named.below(letters.length)]).join('')}`
}

/** The lease that tells that this server runs. Models component `start-kube-apiserver-identity-lease-controller`. */
function renewIdentity(server: ApiServer, out: Outbox): void {
  const name = identityOf(server)
  if (server.identity === '') server.identity = `${name}_${uid(Prng.fromSeed(server.rng.clone().next32()))}`
  const key = keyOf(kindOf('leases'), 'kube-system', name)
  const old = server.caches.get('leases')!.objects.get(key)
  const spec = {
    holderIdentity: server.identity,
    leaseDurationSeconds: identityLasts,
    renewTime: formatMicroTime(wallClock(server))
  }
  const metadata = old?.metadata ?? {
    name,
    namespace: 'kube-system',
    uid: uid(Prng.fromSeed(server.rng.clone().next32() + 1)),
    creationTimestamp: formatTime(wallClock(server)),
    labels: { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': machineOf(server.self) },
    annotations: { 'kubernetes.io/peer-advertise-address': `${addressOf(server)}:6443` }
  }
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec } as KubeObject
  storeOwn(server, out, 'leases', key, lease, old ? Number(old.metadata.resourceVersion) : 0)
}
