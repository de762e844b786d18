import { webService } from '../../scenarios/workloads'
import type { Scenario } from '../../scenarios'

/** The document's cluster with one master, healthy: its exercises only look. */
export const healthy = (id: string, title: string): Scenario => ({
  id,
  title,
  summary: 'A healthy cluster to look at',
  cluster: { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false },
  profile: 'kubernetes',
  flags: {},
  seed: 1,
  workloads: webService('web', 3, 'nginx:1.27'),
  commands: [],
  faults: [],
  untilSeconds: 130
})
