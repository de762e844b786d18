import type { Objects } from './decode'
import { zoneLabel } from './labels'

/** What can be read off a cluster as it stands there, without running anything. */
export interface Written {
  readonly what: 'one-replica' | 'one-node' | 'one-zone' | 'unbound-claim' | 'nobody-replaces'
  /** `kind namespace/name` */
  readonly name: string
  readonly text: string
}

/** Single points that stand in the objects: one replica, all pods on one node or in one zone, claims without a volume, pods without an owner. */
export function writtenIn(objects: Objects): Written[] {
  const zoneOf = new Map(objects.Node.map(({ metadata }) => [metadata.name, metadata.labels[zoneLabel]]))
  const zones = new Set([...zoneOf.values()].filter((zone) => zone !== undefined))
  const found: Written[] = []
  for (const owner of [...objects.Deployment, ...objects.StatefulSet]) {
    const name = `${owner.kind} ${owner.metadata.namespace}/${owner.metadata.name}`
    const { replicas } = owner.spec
    if (replicas === 1) found.push({ what: 'one-replica', name, text: 'one replica' })
    if (replicas < 2) continue
    const nodes = podsOf(objects, owner.kind, owner.metadata.name, owner.metadata.namespace)
    const [node, ...more] = new Set(nodes)
    if (node === undefined) continue
    const itsZones = new Set(nodes.map((one) => zoneOf.get(one)))
    if (more.length === 0 && nodes.length > 1)
      found.push({ what: 'one-node', name, text: `all ${nodes.length} pods on ${node}` })
    else if (zones.size > 1 && itsZones.size === 1)
      found.push({
        what: 'one-zone',
        name,
        text: `all ${nodes.length} pods in zone ${[...itsZones][0] ?? 'without a name'}`
      })
  }
  for (const { metadata, status } of objects.PersistentVolumeClaim) {
    if (status.phase === 'Bound') continue
    const name = `PersistentVolumeClaim ${metadata.namespace}/${metadata.name}`
    found.push({ what: 'unbound-claim', name, text: `${status.phase || 'without a phase'}, no volume` })
  }
  for (const { metadata, status } of objects.Pod) {
    if (metadata.ownerReferences.length > 0 || metadata.annotations['kubernetes.io/config.mirror'] !== undefined)
      continue
    if (status.phase === 'Succeeded' || status.phase === 'Failed') continue
    found.push({
      what: 'nobody-replaces',
      name: `Pod ${metadata.namespace}/${metadata.name}`,
      text: 'no controller replaces it'
    })
  }
  return found
}

/** Nodes of the pods of a Deployment or StatefulSet that are there. */
function podsOf({ Pod, ReplicaSet }: Objects, kind: string, name: string, namespace: string): string[] {
  const sets = new Set(
    ReplicaSet.filter(
      ({ metadata }) =>
        metadata.namespace === namespace &&
        metadata.ownerReferences.some((owner) => owner.kind === kind && owner.name === name)
    ).map(({ metadata }) => metadata.name)
  )
  return Pod.filter(
    ({ metadata, spec }) =>
      metadata.namespace === namespace &&
      spec.nodeName !== '' &&
      metadata.ownerReferences.some((owner) =>
        owner.kind === 'ReplicaSet' ? sets.has(owner.name) : owner.kind === kind && owner.name === name
      )
  ).map(({ spec }) => spec.nodeName ?? '')
}
