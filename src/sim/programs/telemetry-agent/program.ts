import type { Program } from '../program'

/** An agent of nobody in particular; it answers for its health at 8080. */
export const program: Program = Object.freeze({
  name: 'telemetry-agent',
  repository: 'registry.example.com/telemetry-agent',
  listens: [8080],
  mib: 12,
  memoryMib: 20
})
