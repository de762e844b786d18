import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation } from '../..'

const definition = (kind: string, plural: string, scope: string) => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${plural}.gateway.networking.k8s.io
  annotations: { api-approved.kubernetes.io: "https://github.com/kubernetes-sigs/gateway-api/pull/1" }
spec:
  group: gateway.networking.k8s.io
  names: { kind: ${kind}, plural: ${plural}, singular: ${kind.toLowerCase()} }
  scope: ${scope}
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {} }
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
---`
const definitions = `${definition('GatewayClass', 'gatewayclasses', 'Cluster')}${definition('Gateway', 'gateways', 'Namespaced')}
${definition('HTTPRoute', 'httproutes', 'Namespaced')}${definition('ReferenceGrant', 'referencegrants', 'Namespaced')}`

const controller = `
apiVersion: v1
kind: Namespace
metadata: { name: nginx-gateway }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: nginx-gateway, namespace: nginx-gateway }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: nginx-gateway }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: nginx-gateway, namespace: nginx-gateway }]
---
apiVersion: v1
kind: Service
metadata: { name: nginx-gateway, namespace: nginx-gateway }
spec: { selector: { app: fabric }, ports: [{ name: agent-grpc, port: 443, targetPort: 8443 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: nginx-gateway, namespace: nginx-gateway }
spec:
  selector: { matchLabels: { app: fabric } }
  template:
    metadata: { labels: { app: fabric } }
    spec:
      serviceAccountName: nginx-gateway
      containers:
        - name: nginx-gateway
          image: ghcr.io/nginx/nginx-gateway-fabric:2.5.0
          args: [controller, --gatewayclass=nginx, --service=nginx-gateway, --leader-election-lock-name=fabric]
          env: [{ name: IMAGE_NAME, value: "ghcr.io/nginx/nginx-gateway-fabric:2.5.0" }]
          readinessProbe: { httpGet: { path: /readyz, port: 8081 } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: nginx }
spec: { controllerName: gateway.nginx.org/nginx-gateway-controller }
`
const app = (name: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: app, image: "registry.example.com/${name}:1", ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 80, targetPort: 8080 }] }
`
const routes = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: front }
spec: { gatewayClassName: nginx, listeners: [{ name: http, port: 80, protocol: HTTP, hostname: "*.example.com" }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop }
spec:
  parentRefs: [{ name: front }]
  hostnames: [shop.example.com]
  rules:
    - matches: [{ path: { type: PathPrefix, value: /tea } }]
      backendRefs: [{ name: tea, port: 80 }]
    - matches: [{ path: { type: PathPrefix, value: /none } }]
      backendRefs: [{ name: none, port: 80 }]
    - matches: [{ headers: [{ name: X-Drink, value: coffee }] }]
      backendRefs: [{ name: coffee, port: 80 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: stranger }
spec: { parentRefs: [{ name: front }], hostnames: [stranger.org] }
---
apiVersion: v1
kind: Pod
metadata: { name: client }
spec: { containers: [{ name: client, image: curlimages/curl, command: [sleep, "1000"] }] }
`

describe('NGINX Gateway Fabric', () => {
  const curl = (path: string, more = '') =>
    `exec client -- curl -s -m 9 -o /dev/null -w %{http_code} -H Host:shop.example.com ${more} http://front-nginx${path}`
  const lines = [
    [40, 'get gateway front -o jsonpath={.status.conditions[*].status}/{.status.listeners[0].attachedRoutes}'],
    [41, 'get httproute shop -o jsonpath={.status.parents[0].conditions[*].reason}'],
    [42, 'get httproute stranger -o jsonpath={.status.parents[0].conditions[0].reason}'],
    [43, curl('/tea/x')],
    [44, curl('/none')],
    [45, curl('/other')],
    [46, curl('/other', '-H X-Drink:coffee')],
    [47, 'scale deploy -n nginx-gateway nginx-gateway --replicas=0'],
    [55, 'scale deploy coffee --replicas=0'],
    [62, curl('/other', '-H X-Drink:coffee')],
    [72, 'scale deploy -n nginx-gateway nginx-gateway --replicas=1'],
    [120, curl('/other', '-H X-Drink:coffee')],
    [121, 'delete gateway front'],
    [130, 'get deploy front-nginx']
  ] as const
  const { history, breaches } = createSimulation({
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0, 'users-rate-per-s': 0 },
    seed: 1,
    manifests: [definitions],
    kubectl: [
      {
        at: seconds(3),
        line: 'apply -f all.yaml',
        files: { 'all.yaml': [controller, app('tea'), app('coffee'), routes].join('---') }
      },
      ...lines.map(([at, line]) => ({ at: seconds(at), line }))
    ],
    faults: []
  })
  history.advance(seconds(135))
  const said = (at: number) => {
    const next = lines[lines.findIndex(([begin]) => begin === at) + 1]?.[0] ?? 999
    return history.timeline.facts
      .filter((one) => one.fact === 'kubectl-output' && one.at >= seconds(at) && one.at < seconds(next))
      .map(({ detail }) => ('text' in detail ? String(detail.text) : ''))
      .join('')
  }

  it('breaks nothing', () => expect(breaches).toEqual([]))
  it('says what became of Gateways and routes', () => {
    expect(said(40)).toBe('True True/1')
    expect(said(41)).toBe('Accepted BackendNotFound')
    expect(said(42)).toBe('NoMatchingListenerHostname')
  })
  it('brings requests to pods by path and header', () => {
    expect([said(43), said(44), said(45), said(46)]).toEqual(['200', '500', '404', '200'])
  })
  it('goes on with what it was told while its controller is gone, and learns when that is back', () => {
    expect(said(62)).toMatch(/^(502|000)/)
    expect(said(120)).toBe('503')
  })
  it('removes what belonged to a Gateway that is gone', () => {
    expect(said(130)).toContain('deployments.apps "front-nginx" not found')
  })
})
