import { expect, it } from 'vitest'
import { seconds } from '../base/time'
import { prepare, presetOf, type Scenario } from '../scenarios'
import type { Pod } from './api/types'
import { createSimulation } from './simulation'
import { storedObjects } from './view/truth'

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 4,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }] }] }
    }
  }
}

/** Seconds from the shutdown of a node until all four pods are ready on the other. */
function replacedAfter(flags: Scenario['flags']): number {
  const spec = prepare({
    ...presetOf('ha-worker-fails')!,
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags,
    workloads: [deployment],
    faults: ['10s shutdown worker-1'],
    untilSeconds: 450
  })
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  for (let at = 11; at <= 450; at++) {
    history.advance(seconds(at))
    const ready = storedObjects<Pod>(history.head, 'pods').filter(
      ({ metadata, spec: { nodeName }, status }) =>
        metadata.labels?.app === 'web' &&
        nodeName === 'worker-2' &&
        status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True')
    )
    if (ready.length === 4) return at - 10
  }
  return Infinity
}

it('pods of a node that is shut down are replaced in seconds with a grace period, and after minutes without', () => {
  expect(replacedAfter({ 'shutdown-grace-period-s': 30, 'shutdown-grace-period-critical-pods-s': 10 })).toBeLessThan(20)
  expect(replacedAfter({})).toBeGreaterThan(300)
})
