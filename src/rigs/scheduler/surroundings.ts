import type { Surroundings } from '../../sim/components/kube-scheduler/defaults'
import type { Labels } from '../../sim/api/labels'
import type { Namespace } from '../../sim/api/types'

/** What was the same in all recorded cases. */
export const surroundings: Surroundings = {
  priorityClasses: {
    neg: { value: -100 },
    low: { value: 100 },
    mid: { value: 1_000 },
    high: { value: 10_000 },
    'high-never': { value: 10_000, preemptionPolicy: 'Never' },
    'system-cluster-critical': { value: 2_000_000_000 },
    'system-node-critical': { value: 2_000_001_000 }
  },
  overheads: { overhead: { cpu: '250m', memory: '120Mi' } }
}

const namespace = (name: string, labels: Labels = {}): Namespace => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } }
})

export const namespaces: ReadonlyMap<string, Namespace> = new Map(
  [
    namespace('default'),
    namespace('team-a', { env: 'prod', team: 'a' }),
    namespace('team-b', { env: 'dev', team: 'b' })
  ].map((each) => [each.metadata.name, each])
)
