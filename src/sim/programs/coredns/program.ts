import type { Program } from '../program'

/** CoreDNS answers names at 53, metrics at 9153, its health at 8080 and its readiness at 8181. */
export const program: Program = Object.freeze({
  name: 'coredns',
  repository: 'coredns/coredns',
  listens: [53, 8080, 8181, 9153],
  readsSurroundings: true,
  mib: 21,
  memoryMib: 15
})
