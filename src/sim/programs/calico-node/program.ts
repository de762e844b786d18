import type { Program } from '../program'

/** Calico's agent answers for its liveness at 9099. */
export const program: Program = Object.freeze({
  name: 'calico-node',
  repository: 'quay.io/calico/node',
  listens: [9099],
  mib: 150,
  memoryMib: 60,
  tools: ['calico']
})
