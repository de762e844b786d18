import type { NodeInfo } from '../framework/node-info'
import { maxNodeScore, type Plugin } from '../framework/types'

const mebibyte = 1024 * 1024
const minThreshold = 23 * mebibyte
const maxContainerThreshold = 1000 * mebibyte

/** Prefers nodes that have the pod's images, weighted by how widespread each is. Models plugins/imagelocality. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  weight: 1,
  score: (node, { pod }, _state, { nodes, release }) => {
    const { containers, initContainers = [] } = pod.spec
    const counted = release === '1.36' ? [...initContainers, ...containers] : containers
    let sum = 0
    for (const { image } of counted) sum += scaledSize(node, image ?? '', nodes.length)
    const max = maxContainerThreshold * counted.length
    const clamped = Math.min(Math.max(sum, minThreshold), max)
    return Math.trunc((maxNodeScore * (clamped - minThreshold)) / (max - minThreshold))
  }
}

function scaledSize(node: NodeInfo, image: string, totalNodes: number): number {
  const state = node.images[normalizedImageName(image)]
  return state ? Math.trunc(state.sizeBytes * (state.numNodes / totalNodes)) : 0
}

/** An image without tag means its latest; nothing else is normalised. */
const normalizedImageName = (name: string): string =>
  name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name
