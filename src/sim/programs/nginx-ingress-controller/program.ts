import type { Program } from '../program'

/** Its servers of HTTP and HTTPS, its admission webhook, and its health. */
export const program: Program = Object.freeze({
  name: 'nginx-ingress-controller',
  repository: 'ingress-nginx/controller',
  listens: [80, 443, 8443, 10_254],
  mib: 110,
  memoryMib: 110,
  stopper: '/wait-shutdown'
})
