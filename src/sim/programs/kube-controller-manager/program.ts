import type { Program } from '../program'

/** kube-controller-manager answers probes at its secure port. */
export const program: Program = Object.freeze({
  name: 'kube-controller-manager',
  listens: [10257],
  mib: 22,
  memoryMib: 80
})
