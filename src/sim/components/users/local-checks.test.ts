import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation } from '../..'
import { contextOf } from '../contexts'

const web = `
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { nodeName: worker-2, containers: [{ name: web, image: "nginx:1.27", ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: LoadBalancer, externalTrafficPolicy: Local, selector: { app: web }, ports: [{ port: 80 }] }
`

describe('the balancer before a Service whose policy is Local', () => {
  it('sends users only to workers that have endpoints of it, as their proxies tell', () => {
    const { history, breaches } = createSimulation({
      cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
      flags: { 'client-rate-per-s': 0, 'users-rate-per-s': 5 },
      seed: 1,
      manifests: [web],
      kubectl: [{ at: seconds(20), line: 'delete pod web --now' }],
      faults: []
    })
    history.advance(seconds(15))
    const users = () => contextOf(history.head.process('users/traffic'), 'users')!.traffic
    const { ok, local } = users()
    expect([...local.values()].map((nodes) => [...nodes])).toEqual([[1]])
    expect(ok).toBeGreaterThan(60)
    history.advance(seconds(30))
    expect([...users().local.values()].map((nodes) => [...nodes])).toEqual([[]])
    expect(breaches).toEqual([])
  })
})
