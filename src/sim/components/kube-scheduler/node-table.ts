import { equal } from '../../api/equality'
import type { Node } from '../../api/types'
import {
  emptyNodeInfo,
  withNode,
  withoutNode,
  withoutPod,
  withPod,
  type ImageState,
  type NodeInfo
} from './framework/node-info'
import type { PodInfo } from './framework/pod-info'

/** Which nodes have an image, and its size as the first of them reported it. */
interface ImageNodes {
  readonly sizeBytes: number
  readonly nodes: Set<string>
}

/**
 * Nodes with the pods on them. Every node's entry is frozen and replaced when something changes, so this map is at any
 * time its own snapshot. Models pkg/scheduler/internal/cache/cache.go (nodes, imageStates, nodeTree).
 */
export interface NodeTable {
  readonly byName: Map<string, NodeInfo>
  readonly images: Map<string, ImageNodes>
}

export const emptyNodeTable = (): NodeTable => ({ byName: new Map(), images: new Map() })

/**
 * Adds or updates a node. How many nodes have each image is written down now and not again until this node's next
 * update, so scores by image depend on the order of events. Models cache.go addNodeImageStates.
 */
export function setNode(table: NodeTable, node: Node): void {
  const { name } = node.metadata
  const before = table.byName.get(name)
  // Most updates are heartbeats: the node has the images that it had.
  if (!equal(before?.node?.status.images, node.status.images)) forgetImages(table, name)
  const images: Record<string, ImageState> = {}
  for (const { names = [], sizeBytes = 0 } of node.status.images ?? [])
    for (const image of names) {
      if (images[image]) continue
      let known = table.images.get(image)
      // The only one that has it says how big it is.
      const isOwn = known?.nodes.size === 1 && known.nodes.has(name)
      if (!known || (isOwn && known.sizeBytes !== sizeBytes))
        table.images.set(image, (known = { sizeBytes, nodes: new Set() }))
      known.nodes.add(name)
      images[image] = stateOf(known, before?.images[image])
    }
  put(table, withNode(before ?? emptyNodeInfo(name), node, images))
}

/** The same object as before if nothing changed. */
const stateOf = ({ sizeBytes, nodes: { size: numNodes } }: ImageNodes, before: ImageState | undefined): ImageState =>
  before?.sizeBytes === sizeBytes && before.numNodes === numNodes ? before : Object.freeze({ sizeBytes, numNodes })

/** Removes a node; pods still known of it keep its entry, without the node. */
export function removeNode(table: NodeTable, name: string): void {
  forgetImages(table, name)
  const info = table.byName.get(name)
  if (!info) return
  if (info.pods.length === 0) drop(table, name)
  else put(table, withoutNode(info))
}

function forgetImages({ images }: NodeTable, name: string): void {
  for (const [image, { nodes }] of images) if (nodes.delete(name) && nodes.size === 0) images.delete(image)
}

export function addPod(table: NodeTable, nodeName: string, pod: PodInfo): void {
  put(table, withPod(table.byName.get(nodeName) ?? emptyNodeInfo(nodeName), pod))
}

export function removePod(table: NodeTable, nodeName: string, key: string): void {
  const info = table.byName.get(nodeName)
  if (!info) return
  const next = withoutPod(info, key)
  if (!next.node && next.pods.length === 0) drop(table, nodeName)
  else put(table, next)
}

/** A table's nodes in order, and where each is; of the tables that changed in nothing but what is on a node. */
interface Order {
  /** Who asked for it keeps it: it never changes. */
  readonly nodes: readonly NodeInfo[]
  readonly at: ReadonlyMap<string, number>
  /** What was set since, by place. */
  readonly changed: Map<number, NodeInfo>
}
const orders = new WeakMap<NodeTable['byName'], Order>()

function put({ byName }: NodeTable, info: NodeInfo): void {
  const before = byName.get(info.name)
  byName.set(info.name, info)
  const order = orders.get(byName)
  if (!order || (!before?.node && !info.node)) return
  const at = order.at.get(info.name)
  if (at === undefined || !before || !info.node || !isSameZone(before, info)) orders.delete(byName)
  else order.changed.set(at, info)
}

function drop({ byName }: NodeTable, name: string): void {
  orders.delete(byName)
  byName.delete(name)
}

const isSameZone = (a: NodeInfo, b: NodeInfo): boolean => a.labels === b.labels || zoneOf(a) === zoneOf(b)

const zoneOf = ({ labels }: NodeInfo): string => {
  const region = labels['failure-domain.beta.kubernetes.io/region'] ?? labels['topology.kubernetes.io/region'] ?? ''
  const zone = labels['failure-domain.beta.kubernetes.io/zone'] ?? labels['topology.kubernetes.io/zone'] ?? ''
  return `${region}:\x00:${zone}`
}

/** Existing nodes as they are now, one of each zone in turn. Models internal/cache/node_tree.go. */
export function nodesInOrder({ byName }: NodeTable): readonly NodeInfo[] {
  const known = orders.get(byName)
  if (known?.changed.size === 0) return known.nodes
  const nodes = known ? [...known.nodes] : ordered(byName)
  for (const [at, info] of known?.changed ?? []) nodes[at] = info
  orders.set(byName, {
    nodes,
    at: known?.at ?? new Map(nodes.map(({ name }, at) => [name, at])),
    changed: new Map()
  })
  return nodes
}

function ordered(byName: NodeTable['byName']): NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>()
  for (const info of byName.values()) {
    if (!info.node) continue
    const zone = zoneOf(info)
    const list = zones.get(zone)
    if (list) list.push(info)
    else zones.set(zone, [info])
  }
  const order: NodeInfo[] = []
  for (let i = 0; ; i++) {
    const before = order.length
    for (const list of zones.values()) if (list[i]) order.push(list[i]!)
    if (order.length === before) return order
  }
}
