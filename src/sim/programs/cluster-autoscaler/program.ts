import type { Program } from '../program'

/** Makes groups of machines larger and smaller; serves its health at 8085. */
export const program: Program = Object.freeze({
  name: 'cluster-autoscaler',
  repository: 'autoscaling/cluster-autoscaler',
  listens: [8085],
  mib: 41,
  memoryMib: 60
})
