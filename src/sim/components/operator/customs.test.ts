import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation } from '../..'

const crd = (group: string, plural: string, kind: string, scope = 'Namespaced') => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ${plural}.${group} }
spec:
  group: ${group}
  scope: ${scope}
  names: { plural: ${plural}, singular: ${kind.toLowerCase()}, kind: ${kind} }
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {} }
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
      additionalPrinterColumns:
        - { name: Ready, type: string, jsonPath: ".status.conditions[?(@.type == 'Ready')].status" }
        - { name: Available, type: string, jsonPath: ".status.conditions[?(@.type == 'Available')].status" }
`

const operator = (name: string, image: string, args: string) => `
apiVersion: v1
kind: ServiceAccount
metadata: { name: ${name} }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ${name} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: ${name}, namespace: default }]
---
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec: { serviceAccountName: ${name}, containers: [{ name: manager, image: "${image}", args: [${args}] }] }
`

const told = (
  manifests: readonly string[],
  lines: readonly (readonly [at: number, line: string, file?: string])[]
): string => {
  const { history } = createSimulation({
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0 },
    seed: 1,
    manifests,
    kubectl: lines.map(([at, line, file]) => ({ at: seconds(at), line, ...(file && { files: { 'a.yaml': file } }) })),
    faults: []
  })
  history.advance(seconds((lines.at(-1)?.[0] ?? 0) + 3))
  return history.timeline.facts
    .flatMap((found) => (found.fact === 'kubectl-output' && 'text' in found.detail ? [String(found.detail.text)] : []))
    .join('')
}

describe('what operators make of their custom resources', () => {
  it('a Prometheus becomes a StatefulSet of ready pods, which is made again when somebody deletes it and goes with it', () => {
    const text = told(
      [
        crd('monitoring.coreos.com', 'prometheuses', 'Prometheus'),
        crd('monitoring.coreos.com', 'alertmanagers', 'Alertmanager'),
        operator('operator', 'quay.io/prometheus-operator/prometheus-operator:v0.93.1', '')
      ],
      [
        [
          5,
          'apply -f a.yaml',
          '{ apiVersion: monitoring.coreos.com/v1, kind: Prometheus, metadata: { name: k8s }, spec: { replicas: 2, version: 3.5.0 } }'
        ],
        [60, 'get prometheus k8s'],
        [61, 'get pods prometheus-k8s-1'],
        [62, 'get endpoints prometheus-operated'],
        [63, 'scale statefulset prometheus-k8s --replicas=3'],
        [64, 'get statefulset prometheus-k8s -o jsonpath="there are {.spec.replicas};"'],
        [65, 'delete statefulset prometheus-k8s --cascade=orphan'],
        [70, 'get statefulset prometheus-k8s --no-headers'],
        [71, 'delete prometheus k8s'],
        [80, 'get statefulsets,services -l managed-by=prometheus-operator']
      ]
    )
    expect(text).toMatch(/NAME +READY +AVAILABLE\nk8s +True/)
    expect(text).toMatch(/prometheus-k8s-1 +2\/2 +Running/)
    expect(text).toMatch(/prometheus-operated +\S+:9090,\S+:9090/)
    expect(text).toContain('there are 2;')
    expect(text).toMatch(/prometheus-k8s +2\/2 +[0-9]s\n/)
    expect(text).toMatch(/"k8s" deleted[^]*No resources found/)
  })

  it('a Certificate waits for its Issuer, and its Secret lets the pod begin that mounts it', () => {
    const certificate = `{ apiVersion: cert-manager.io/v1, kind: Certificate, metadata: { name: web },
      spec: { secretName: web-tls, dnsNames: [web.example.org], issuerRef: { name: own } } }`
    const issuer = '{ apiVersion: cert-manager.io/v1, kind: Issuer, metadata: { name: own }, spec: { selfSigned: {} } }'
    const pod = `{ apiVersion: v1, kind: Pod, metadata: { name: web }, spec: { volumes: [{ name: tls, secret: { secretName: web-tls } }],
      containers: [{ name: web, image: "nginx:1.27", volumeMounts: [{ name: tls, mountPath: /tls }] }] } }`
    const text = told(
      [
        crd('cert-manager.io', 'certificates', 'Certificate'),
        crd('cert-manager.io', 'certificaterequests', 'CertificateRequest'),
        crd('cert-manager.io', 'issuers', 'Issuer'),
        crd('cert-manager.io', 'clusterissuers', 'ClusterIssuer', 'Cluster'),
        operator('manager', 'quay.io/jetstack/cert-manager-controller:v1.20.0', '--leader-election-namespace=default')
      ],
      [
        [5, 'apply -f a.yaml', certificate],
        [6, 'apply -f a.yaml', pod],
        [60, 'get certificate web'],
        [61, 'get pod web --no-headers'],
        [62, 'get certificaterequest web-1 -o jsonpath={.status.conditions[1].message}'],
        [63, 'apply -f a.yaml', issuer],
        [200, 'get certificate web'],
        [201, 'get pod web --no-headers'],
        [202, 'get secret web-tls --no-headers'],
        [203, 'get events --field-selector involvedObject.kind=Certificate']
      ]
    )
    expect(text).toMatch(/web +False/)
    expect(text).toMatch(/web +0\/1 +ContainerCreating/)
    expect(text).toContain('Referenced "Issuer" not found: issuer.cert-manager.io "own" not found')
    expect(text).toMatch(/web +True/)
    expect(text).toMatch(/web +1\/1 +Running/)
    expect(text).toMatch(/web-tls +kubernetes.io\/tls +3 /)
    expect(text).toContain('The certificate has been successfully issued')
  })
})
