import { describe, expect, test } from 'vitest'
import { seconds } from '../../../base/time'
import { parseFault } from '../../faults/parse'
import type { Fault } from '../../faults/types'
import { createSimulation, type RunSpec } from '../../simulation'
import { sequenceOf } from '.'

const spec = (line: string, faults: readonly string[], manifests: readonly string[] = []): RunSpec => ({
  cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
  flags: { 'users-rate-per-s': 0 },
  seed: 7,
  manifests,
  kubectl: [{ at: seconds(1), line }],
  faults: faults.map((text): Fault => {
    const parsed = parseFault(text)
    if (!parsed.ok) throw new Error(parsed.error)
    return parsed.value
  })
})

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx }] }
`

const service =
  'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n'

function view(given: RunSpec, until = 12) {
  const { history } = createSimulation(given)
  history.advance(seconds(until))
  return sequenceOf(history.timeline, history.head, seconds(until))
}
const missing = (steps: ReturnType<typeof view>['steps']) => steps.filter(({ why }) => why !== '').map(({ id }) => id)

test('what comes of a user’s request ends before the next one', () => {
  const { history } = createSimulation({
    ...spec(
      'apply -f -',
      [],
      [
        web +
          '---\napiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: NodePort, selector: { app: web }, ports: [{ port: 80 }] }\n'
      ]
    ),
    flags: { 'users-rate-per-s': 20 }
  })
  history.advance(seconds(12))
  const at = sequenceOf(history.timeline, history.head, seconds(10))
  const root = at.roots.find(({ text }) => text.startsWith('a user'))!
  const { total, steps } = sequenceOf(history.timeline, history.head, seconds(10), root.entry)
  expect(steps.length).toBeGreaterThan(2)
  expect(total).toBeLessThan(20)
})

const gate = `
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
          args: [/nginx-ingress-controller, --election-id=gate]
          readinessProbe: { httpGet: { path: /healthz, port: 10254 } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec:
  ingressClassName: nginx
  rules: [{ host: web.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }]
`

test('a user’s request through an ingress controller is told from node port to pod and back', () => {
  const { history } = createSimulation({ ...spec('get pods', [], [web, gate]), flags: { 'users-rate-per-s': 5 } })
  history.advance(seconds(40))
  const { roots } = sequenceOf(history.timeline, history.head, seconds(40))
  const root = roots.find(({ text }) => text === 'a user’s request to an Ingress')!
  const { title, steps, participants, mermaid } = sequenceOf(history.timeline, history.head, seconds(40), root.entry)
  expect(title).toBe('ask through an Ingress')
  expect(participants).toEqual(['User', 'Node', 'Ingress Controller'])
  expect(missing(steps.filter(({ aside }) => !aside))).toEqual([])
  const way = steps
    .filter(({ entry, id }) => entry >= 0 && id !== 'routed' && id !== 'chosen')
    .map(({ entry }) => entry)
  expect([...way].sort((a, b) => a - b)).toEqual(way)
  expect(steps.find(({ id }) => id === 'taken')!.label).toBe('web.example.com/')
  expect(mermaid.steps).toContain('Ingress Controller')
})

test('a Service that is looked up from a pod is told from kubectl to the name server and back', () => {
  const asks =
    'apiVersion: v1\nkind: Pod\nmetadata: { name: asks }\nspec: { containers: [{ name: a, image: busybox, command: [sleep, "1000"] }] }\n'
  const { title, steps, participants } = view(
    spec('exec asks -- nslookup web.default.svc.cluster.local', [], [`${service}---\n${asks}`])
  )
  expect(title).toBe('look a Service up')
  expect(participants).toContain('CoreDNS')
  expect(missing(steps.filter(({ aside }) => !aside))).toEqual([])
  expect(steps.find(({ id }) => id === 'query')!.label).toMatch(/^web\.default\.svc\.cluster\.local/)
  expect(steps.find(({ id }) => id === 'found')!.label).toMatch(/^10\./)
})

describe('kubectl run', () => {
  test('all messages of the document but the later question are found, in nine stages', () => {
    const { steps, stages } = view(spec('run nginx --image=nginx', []))
    expect(stages).toHaveLength(9)
    const numbers = steps.map(({ document }) => document).filter((number) => number > 0)
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 19 }, (_, i) => i + 1))
    expect(missing(steps)).toEqual(['asked again', 'endpoints', 'proxy told', 'rules'])
    // Each is a message or a decision of its own, and what follows it comes later.
    const execution = steps.filter(({ stage }) => stage === 'Execution').map(({ entry }) => entry)
    expect([...execution].sort((a, b) => a - b)).toEqual(execution)
  })

  test.each([
    ['0.5s kill master-1/kube-apiserver', 'asked', /API servers/],
    ['0.5s pause master-1/kube-scheduler', 'queued', /scheduler/],
    ['2s crash worker-1; 2s crash worker-2', 'pulled', /runtimes: /],
    ['1.05s pause master-1/etcd', '', /etcd|API servers|lost|not come/]
  ])('with %s it stops where that is felt, and says why', (faults, stopsAt, why) => {
    const { steps } = view(spec('run nginx --image=nginx', faults.split('; ')))
    const first = steps.find((step) => step.why !== '' && step.id !== 'asked again')!
    if (stopsAt !== '') expect(first.id).toBe(stopsAt)
    expect(first.why).toMatch(why)
    // Nothing after it is claimed to have come.
    const last = steps.filter(({ entry }) => entry >= 0 && entry > 0).length
    expect(last).toBeLessThan(19)
  })
})

test.each([
  ['get pods', 'ask for objects', []],
  ['scale deployment web --replicas=3', 'scale', []],
  ['scale deployment web --replicas=1', 'scale down', []],
  ['rollout restart deployment web', 'roll out', []],
  ['create deployment other --image=nginx', 'create a Deployment', []],
  ['drain worker-1 --ignore-daemonsets --force', 'drain a node', []]
])('%s is recognised by what it asks for, and no step of it is missing', (line, title, none) => {
  const found = view(spec(line, [], [web]), 30)
  expect(found.title).toBe(title)
  const networking = ['endpoints', 'proxy told', 'rules']
  expect(missing(found.steps).filter((id) => !networking.includes(id))).toEqual(none)
})

test('as Mermaid every step is one statement, whatever its words are', () => {
  const { mermaid, steps, participants } = view(
    spec('run nginx --image=nginx', ['2s crash worker-1', '2s crash worker-2'])
  )
  const lines = mermaid.steps.split('\n')
  expect(lines[0]).toBe('sequenceDiagram')
  const statements = lines.slice(2 + participants.length)
  expect(statements).toHaveLength(steps.length)
  for (const line of statements) expect(line).toMatch(/^ {2}(\w+->>\w+: [^;#]+|Note over \w+: [^;#]+)$/)
})
