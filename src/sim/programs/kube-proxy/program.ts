import type { Program } from '../program'

/** kube-proxy answers who looks after it at 10256, who measures it at 10249. */
export const program: Program = Object.freeze({
  name: 'kube-proxy',
  listens: [10249, 10256],
  mib: 25,
  memoryMib: 30,
  readsSurroundings: true
})
