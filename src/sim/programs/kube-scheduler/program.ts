import type { Program } from '../program'

/** kube-scheduler answers probes at its secure port. */
export const program: Program = Object.freeze({ name: 'kube-scheduler', listens: [10259], mib: 17, memoryMib: 40 })
