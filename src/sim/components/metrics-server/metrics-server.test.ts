import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation } from '../..'

const manifests = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: metrics-server, namespace: kube-system }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: metrics-server }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: metrics-server, namespace: kube-system }]
---
apiVersion: v1
kind: Service
metadata: { name: metrics-server, namespace: kube-system }
spec: { selector: { app: metrics-server }, ports: [{ port: 443, targetPort: 10250 }] }
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: { name: v1beta1.metrics.k8s.io }
spec:
  group: metrics.k8s.io
  version: v1beta1
  insecureSkipTLSVerify: true
  groupPriorityMinimum: 100
  versionPriority: 100
  service: { name: metrics-server, namespace: kube-system }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: metrics-server, namespace: kube-system }
spec:
  selector: { matchLabels: { app: metrics-server } }
  template:
    metadata: { labels: { app: metrics-server } }
    spec:
      serviceAccountName: metrics-server
      containers:
        - name: metrics-server
          image: registry.k8s.io/metrics-server/metrics-server:v0.8.0
          args: [--kubelet-insecure-tls, "--kubelet-preferred-address-types=InternalIP,Hostname", --metric-resolution=15s]
          readinessProbe: { httpGet: { path: /readyz, port: 10250, scheme: HTTPS } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop }, annotations: { failover-lab/cpu-ms: "100" } }
    spec:
      containers: [{ name: shop, image: example.org/shop:1, ports: [{ containerPort: 80 }], resources: { requests: { cpu: 100m } } }]
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: shop }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: shop }
  maxReplicas: 4
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }]
---
apiVersion: v1
kind: Pod
metadata: { name: buyers }
spec:
  containers: [{ name: buyers, image: "busybox:1.36", command: [sh, -c, "while sleep 0.5; do wget -qO- http://shop; done"] }]
`

describe('metrics-server', () => {
  it('measures what nodes and pods use: top tells it, and an autoscaler works from it', () => {
    const { history, breaches } = createSimulation({
      cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
      flags: { 'client-rate-per-s': 0 },
      seed: 1,
      manifests: [manifests],
      kubectl: ['get apiservice v1beta1.metrics.k8s.io', 'top nodes', 'top pod buyers', 'get hpa shop'].map(
        (line, i) => ({
          at: seconds(100 + i),
          line
        })
      ),
      faults: []
    })
    history.advance(seconds(106))
    expect(breaches).toEqual([])
    const all = history.timeline.facts.flatMap((found) =>
      found.fact === 'kubectl-output' && 'text' in found.detail ? [String(found.detail.text)] : []
    )
    const text = all.join('')
    expect(text).toMatch(/v1beta1\.metrics\.k8s\.io +kube-system\/metrics-server +True/)
    expect(text).toMatch(/master-1 +\d+m +\d+% +\d+Mi +\d+%/)
    expect(text).toMatch(/worker-2 +\d+m +\d+% +\d+Mi +\d+%/)
    expect(text).toMatch(/buyers +1m +1Mi/)
    // Two requests a second of 100 ms each are two tenths of a core: 200 % of what one pod asks for.
    expect(text).toMatch(/shop +Deployment\/shop +cpu: \d+%\/50% +1 +4 +4/)
  })

  it('is not what any ready pod behind an APIService is: another program has no such path', () => {
    const { history } = createSimulation({
      cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
      flags: { 'client-rate-per-s': 0 },
      seed: 1,
      manifests: [
        manifests
          .replace('registry.k8s.io/metrics-server/metrics-server:v0.8.0', 'nginx:1.27')
          .replace(/readinessProbe.*/, '')
          .replace(/args: .*/, '')
      ],
      kubectl: [{ at: seconds(5), line: 'get apiservice v1beta1.metrics.k8s.io' }],
      faults: []
    })
    history.advance(seconds(8))
    const said = history.timeline.facts.flatMap((found) =>
      found.fact === 'kubectl-output' && 'text' in found.detail ? [String(found.detail.text)] : []
    )
    expect(said.join('')).toMatch(
      /v1beta1\.metrics\.k8s\.io +kube-system\/metrics-server +False \(FailedDiscoveryCheck\)/
    )
  })

  it('takes no certificate that a kubelet has signed for itself, and is not ready', () => {
    const { history } = createSimulation({
      cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
      flags: { 'client-rate-per-s': 0 },
      seed: 1,
      manifests: [manifests.replace('--kubelet-insecure-tls, ', '')],
      kubectl: [
        { at: seconds(60), line: 'get pods -n kube-system -l app=metrics-server' },
        { at: seconds(61), line: 'logs -n kube-system deploy/metrics-server' },
        { at: seconds(62), line: 'get events -n kube-system' },
        { at: seconds(63), line: 'get apiservice v1beta1.metrics.k8s.io' }
      ],
      faults: []
    })
    history.advance(seconds(66))
    const text = history.timeline.facts
      .flatMap((found) =>
        found.fact === 'kubectl-output' && 'text' in found.detail ? [String(found.detail.text)] : []
      )
      .join('')
    expect(text).toMatch(/metrics-server-\S+ +0\/1 +Running +0/)
    expect(text).toMatch(
      /"Failed to scrape node" err="Get \\"https:\/\/(\S+):10250\/metrics\/resource\\": tls: failed to verify certificate: x509: cannot validate certificate for \1 because it doesn't contain any IP SANs" node="worker-1"/
    )
    expect(text).toContain('Readiness probe failed: HTTP probe failed with statuscode: 500')
    expect(text).toMatch(/v1beta1\.metrics\.k8s\.io +kube-system\/metrics-server +False \(MissingEndpoints\)/)
  })
})
