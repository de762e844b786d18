import type { Surroundings } from '../../sim/components/kube-scheduler/defaults'
import type { Labels } from '../../sim/api/labels'

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

export const namespaces: ReadonlyMap<string, Labels> = new Map<string, Labels>([
  ['default', { 'kubernetes.io/metadata.name': 'default' }],
  ['team-a', { 'kubernetes.io/metadata.name': 'team-a', env: 'prod', team: 'a' }],
  ['team-b', { 'kubernetes.io/metadata.name': 'team-b', env: 'dev', team: 'b' }]
])
