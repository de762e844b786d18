import type { Program } from '../program'

/** kube-apiserver answers at its secure port alone; probes ask it there, too. */
export const program: Program = Object.freeze({
  name: 'kube-apiserver',
  listens: [6443],
  readsSurroundings: true,
  mib: 26,
  memoryMib: 320
})
