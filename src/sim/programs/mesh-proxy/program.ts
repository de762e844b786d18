import type { Program } from '../program'

/** A mesh's proxy takes requests at 4140, as linkerd 1.x does, and answers for its health there, too. */
export const program: Program = Object.freeze({
  name: 'mesh-proxy',
  repository: 'registry.example.com/mesh-proxy',
  listens: [4140],
  mib: 60,
  memoryMib: 120
})
