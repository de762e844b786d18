import { expect, it } from 'vitest'
import { seconds } from '../base/time'
import { prepare, presetOf, type Scenario } from '../scenarios'
import { createSimulation } from './simulation'
import { trafficOf } from './view/traffic'

/** One of `n` pods of a Service answers after 1.5 s, when its users have given up (1 s); the others at once. */
function traffic(replicas: number): { share: number; longestOutageS: number } {
  const pods = (name: string, count: number, annotations: Record<string, string>) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: count,
      selector: { matchLabels: { app: 'web', v: name } },
      template: {
        metadata: { labels: { app: 'web', v: name }, annotations },
        spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }] }] }
      }
    }
  })
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] }
  }
  const scenario: Scenario = {
    ...presetOf('ha-worker-fails')!,
    cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'users-timeout-ms': 1_000 },
    workloads: [pods('fast', replicas - 1, {}), pods('slow', 1, { 'failover-lab/latency-ms': '1500' }), service],
    faults: [],
    untilSeconds: 30
  }
  const spec = prepare(scenario)
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  history.advance(seconds(30))
  const { requests, ok, longestOutageS } = trafficOf(history.head)
  return { share: ok / requests, longestOutageS }
}

it('one slow pod of four holds up nobody else: three quarters are answered', () => {
  const { share, longestOutageS } = traffic(4)
  expect(Math.abs(share - 3 / 4)).toBeLessThan(0.06)
  expect(longestOutageS).toBeLessThan(1)
})
