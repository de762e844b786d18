import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation, parseFault } from '../..'
import { contextOf } from '../contexts'

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "nginx:1.27", ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80 }] }
`

function run(faults: readonly string[], flags: object = { 'cloud-provider': 'external' }) {
  const read = faults.map((text) => {
    const found = parseFault(text)
    if (!found.ok) throw new Error(found.error)
    return found.value
  })
  const { history } = createSimulation({
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0, 'users-rate-per-s': 10, ...flags },
    seed: 1,
    manifests: [web],
    kubectl: [],
    faults: read
  })
  return {
    at: (time: number) => {
      history.advance(seconds(time))
      const { nodes, failed, ok } = contextOf(history.head.process('users/traffic'), 'users')!.traffic
      return { up: nodes.map(({ up }) => up), failed, ok }
    }
  }
}
// kube-proxy would be started again.
const withoutProxy = ['20s kill worker-1/kubelet', '20.1s kill worker-1/kube-proxy']

describe('a balancer of a cloud before a Service', () => {
  it('takes a worker out whose kube-proxy is dead, and loses nothing: the rules still work', () => {
    const lab = run(withoutProxy)
    expect(lab.at(19).up).toEqual([true, true])
    const after = lab.at(40)
    expect(after.up).toEqual([false, true])
    expect(after.failed).toBe(0)
  })

  it('a balancer that only connects keeps it', () => {
    expect(run(withoutProxy, {}).at(40).up).toEqual([true, true])
  })

  it('loses what goes through a dead worker until its checks fail, and what is led to its pods until they are no endpoints', () => {
    const lab = run(['20s crash worker-1'])
    const before = lab.at(20)
    expect(before.failed).toBe(0)
    const balanced = lab.at(35)
    expect(balanced.up).toEqual([false, true])
    // Through the other worker still: its rules lead to the dead pods, too.
    const waiting = lab.at(60)
    expect(waiting.failed).toBeGreaterThan(balanced.failed)
    expect(waiting.ok).toBeGreaterThan(balanced.ok)
    // The Node is not ready after 50 s: its pods are no endpoints any more.
    const settled = lab.at(85)
    expect(lab.at(105).failed).toBe(settled.failed)
  })
})
