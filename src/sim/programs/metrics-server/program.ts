import type { Program } from '../program'

/** metrics-server serves the metrics API and its health at 10250. */
export const program: Program = Object.freeze({
  name: 'metrics-server',
  repository: 'metrics-server/metrics-server',
  listens: [10250],
  mib: 21,
  memoryMib: 20,
  // --secure-port, which its manifests name as a port of the container, too: of earlier releases 4443.
  declared: true
})
