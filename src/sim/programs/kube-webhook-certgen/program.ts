import type { Program } from '../program'

/** A Job's program that ends by itself. */
export const program: Program = Object.freeze({
  name: 'kube-webhook-certgen',
  repository: 'ingress-nginx/kube-webhook-certgen',
  listens: [],
  mib: 19,
  memoryMib: 8
})
