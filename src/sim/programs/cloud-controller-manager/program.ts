import type { Program } from '../program'

/** A provider's controllers (GCP's image). */
export const program: Program = Object.freeze({
  name: 'cloud-controller-manager',
  repository: 'cloud-provider-gcp/cloud-controller-manager',
  listens: [10258],
  mib: 33,
  memoryMib: 40
})
