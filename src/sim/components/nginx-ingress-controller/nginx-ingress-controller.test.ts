import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation } from '../..'
import { parseFault } from '../../faults/parse'

const controller = `
apiVersion: v1
kind: Namespace
metadata: { name: gate }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: gate, namespace: gate }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: gate }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: gate, namespace: gate }]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: nginx }
spec: { controller: k8s.io/ingress-nginx }
---
apiVersion: v1
kind: Service
metadata: { name: gate, namespace: gate }
spec: { type: NodePort, selector: { app: gate }, ports: [{ name: http, port: 80 }, { name: https, port: 443 }] }
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: gate }
spec: { selector: { app: gate }, ports: [{ port: 443, targetPort: 8443 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: gate, namespace: gate }
spec:
  selector: { matchLabels: { app: gate } }
  template:
    metadata: { labels: { app: gate } }
    spec:
      serviceAccountName: gate
      containers:
        - name: controller
          image: registry.k8s.io/ingress-nginx/controller:v1.15.1
          args: [/nginx-ingress-controller, --election-id=gate, --validating-webhook=:8443]
          lifecycle: { preStop: { exec: { command: [/wait-shutdown] } } }
          readinessProbe: { httpGet: { path: /healthz, port: 10254 } }
---
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { containers: [{ name: web, image: "nginx:1.27", ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: asks }
spec: { containers: [{ name: asks, image: curlimages/curl, command: [sleep, "1000"] }] }
`
const hook = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: gate }
webhooks:
  - name: validate.nginx.ingress.kubernetes.io
    rules: [{ apiGroups: [networking.k8s.io], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [ingresses] }]
    clientConfig: { caBundle: Q0E=, service: { name: hook, namespace: gate, path: /networking/v1/ingresses } }
    admissionReviewVersions: [v1]
    sideEffects: None
`
const ask = (host: string, path: string) =>
  `exec asks -- curl -s -o /dev/null -w ${path}=%{http_code} -H Host:${host} http://gate.gate${path}`

describe('ingress-nginx', () => {
  const lines = [
    [
      25,
      'create ingress web --class=nginx --rule=shop.example.com/=web:80,tls --rule=web.example.com/=web:80 --rule=web.example.com/gone*=gone:80'
    ],
    [26, 'create ingress again --class=nginx --rule=web.example.com/=web:80'],
    [32, ask('web.example.com', '/')],
    [33, ask('web.example.com', '/gone/away')],
    [34, ask('web.example.com', '/no-such-page')],
    [35, ask('shop.example.com', '/')],
    [36, ask('other.example.com', '/')],
    [37, 'get ingress web'],
    [41, ask('web.example.com', '/?api=away')],
    [100, 'get ingress web'],
    [101, 'get lease -n gate gate -o jsonpath={.spec.holderIdentity}'],
    [102, 'get events --field-selector reason=Sync'],
    [103, 'scale deploy -n gate gate --replicas=0'],
    [130, 'get ingress web'],
    [131, 'create ingress late --class=nginx --rule=late.example.com/=web:80']
  ] as const
  const { history, breaches } = createSimulation({
    cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0, 'users-rate-per-s': 1 },
    seed: 1,
    manifests: [controller, hook],
    kubectl: lines.map(([at, line]) => ({ at: seconds(at), line })),
    faults: ['40s pause master-1/kube-apiserver', '45s resume master-1/kube-apiserver'].map((text) => {
      const fault = parseFault(text)
      if (!fault.ok) throw new Error(fault.error)
      return fault.value
    })
  })
  history.advance(seconds(133))
  const said = new Map<number, string>()
  const outputs = history.timeline.facts.flatMap((found) =>
    found.fact === 'kubectl-output' && 'text' in found.detail ? [{ at: found.at, text: String(found.detail.text) }] : []
  )
  lines.forEach(([at], i) => {
    const until = seconds(lines[i + 1]?.[0] ?? 200)
    const its = outputs.filter((one) => one.at >= seconds(at) && one.at < until)
    said.set(at, its.map(({ text }) => text).join(''))
  })

  it('breaks nothing', () => expect(breaches).toEqual([]))
  it('brings a request to the pod that its host and path lead to', () => {
    expect([32, 33, 34, 35, 36].map((at) => said.get(at))).toEqual([
      '/=200',
      '/gone/away=503',
      '/no-such-page=404',
      '/=308',
      '/=404'
    ])
  })
  it('goes on with the configuration that it has while the API is away', () =>
    expect(said.get(41)).toContain('/?api=away=200'))
  it('refuses an Ingress whose host and path another one has', () =>
    expect(said.get(26)).toContain(
      'admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: host "web.example.com" and path "/" is already defined in ingress default/web'
    ))
  it('lets nobody write an Ingress while it is down, as its failurePolicy says', () => {
    const failed =
      'failed calling webhook "validate.nginx.ingress.kubernetes.io": failed to call webhook: Post "https://hook.gate.svc:443/networking/v1/ingresses?timeout=10s": dial tcp'
    expect(said.get(131)).toContain(failed)
  })
  it('writes where its Ingresses can be reached, as their leader, and takes it out when the last of it goes', () => {
    expect(said.get(37)).not.toMatch(/10\.0\.1\./)
    expect(said.get(100)).toMatch(/shop\.example\.com,web\.example\.com +10\.0\.1\.\d+ +80, 443/)
    expect(said.get(101)).toMatch(/^gate-/)
    expect(said.get(130)).not.toMatch(/10\.0\.1\./)
    expect(said.get(102)).toContain('Scheduled for sync')
  })
  it('is where users come in by name', () => {
    const asked = history.timeline
    let named = 0
    for (let seq = 0; seq < asked.length; seq++) {
      const { event } = asked.get(seq)
      if (event?.type === 'traffic.request' && 'host' in event && event.host === 'shop.example.com') named++
    }
    expect(named).toBeGreaterThan(5)
  })
})
