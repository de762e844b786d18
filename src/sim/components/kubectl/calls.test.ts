import { describe, expect, it } from 'vitest'
import sequences from '../../../../conformance/data/kubectl/calls.json'
import type { ApiRequest } from '../kube-apiserver/messages'
import { runFake, type FakeAnswer } from './test-world'
import { methodOf } from './url'

/** What recorded commands asked a real API server, in order; here a fake one answers with as much as they look at. */
const recorded = new Map(sequences.map((sequence) => [sequence.name.slice(0, 2), sequence]))

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    namespace: 'default',
    uid: 'd',
    resourceVersion: '2710',
    labels: { app: 'web' },
    generation: 1
  },
  spec: {
    replicas: 5,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.24' }] } }
  },
  status: { observedGeneration: 1, updatedReplicas: 3, replicas: 5 }
}
const rolledOut = {
  ...deployment,
  status: { observedGeneration: 1, updatedReplicas: 5, replicas: 5, availableReplicas: 5 }
}
const node = (rest: object, name = 'worker-1') => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { disk: 'ssd' }, uid: 'n' },
  spec: rest
})
const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'default',
    uid: name,
    labels: { app: 'web' },
    ownerReferences: [{ kind: 'ReplicaSet', name: 'web', uid: 'r', controller: true }]
  },
  spec: { containers: [{ name: 'nginx', image: 'nginx' }] },
  status: { phase: 'Running' }
})
const list = (resourceVersion: string, ...items: object[]): FakeAnswer => ({
  code: 200,
  body: { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion }, items }
})
const missing: FakeAnswer = { code: 404, body: { kind: 'Status', reason: 'NotFound', message: 'not found', code: 404 } }
const ok = (body: unknown): FakeAnswer => ({ code: 200, body })

const shop = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: nginx, image: "nginx:1.25", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{port: 80}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: shop}
spec: {minAvailable: 1, selector: {matchLabels: {app: shop}}}
`

/** Query values that differ from run to run. */
const steady = (uri: string): string =>
  uri.replace(/timeoutSeconds=\d+/, 'timeoutSeconds=N').replace(/\?hash=[0-9A-F]+&/, '?')

const one = (name: string, of = 'api/v1', resource = 'pods') =>
  `GET /${of}/namespaces/default/${resource}?allowWatchBookmarks=true&fieldSelector=metadata.name%3D${name}&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeoutSeconds=N&watch=true`
const blocked = ['web-d59cb78dd-zv8ph', 'web-d59cb78dd-dv6v6', 'web-d59cb78dd-mp75m']
const evictions = blocked.map((name) => `POST /api/v1/namespaces/default/pods/${name}/eviction`)
const again = blocked.map((name) => `GET /api/v1/namespaces/default/pods/${name}`)
/** What 1.36 asks and says otherwise than the one these were recorded of: a watch brings what is there itself. */
const newer: Readonly<Record<string, { readonly calls?: readonly string[]; readonly stdout?: string }>> = {
  // What changes nothing is not sent.
  '13': { calls: ['GET /api/v1/nodes/worker-1'] },
  '09': {
    calls: ['GET /apis/apps/v1/namespaces/default/deployments/web', one('web', 'apis/apps/v1', 'deployments')]
  },
  '11': {
    calls: ['DELETE /api/v1/namespaces/default/pods/nginx', 'GET /api/v1/namespaces/default/pods/nginx', one('nginx')],
    stdout: 'pod "nginx" deleted from default namespace\n'
  },
  // A pod is read anew before its eviction is tried again.
  '18': {
    calls: [
      'GET /api/v1/nodes/worker-2',
      'PATCH /api/v1/nodes/worker-2',
      'GET /api/v1/pods?fieldSelector=spec.nodeName%3Dworker-2&limit=500',
      'GET /api/v1',
      ...[evictions, again, evictions, again, evictions, again].flat(),
      'GET /api/v1/pods?fieldSelector=spec.nodeName%3Dworker-2&limit=500'
    ]
  },
  '23': { stdout: 'deployment.apps "web" deleted from default namespace\n' }
}

function check(number: string, server: (request: ApiRequest, n: number) => FakeAnswer, stdin?: string) {
  const { argv, calls, stdout, exit } = recorded.get(number)!
  const quoted = argv.map((word) => `'${word}'`).join(' ')
  const ran = runFake(quoted, server, stdin === undefined ? {} : { stdin })
  const method = {
    get: 'GET',
    list: 'GET',
    watch: 'GET',
    create: 'POST',
    update: 'PUT',
    patch: 'PATCH',
    delete: 'DELETE'
  }
  const asked = calls.map(({ verb, uri }) => steady(`${method[verb as 'get']} ${uri}`))
  expect(ran.calls.map(steady)).toEqual(newer[number]?.calls ?? asked)
  const bodies = ran.requests.filter((request) => methodOf(request) === 'PATCH').map(({ body }) => body)
  const wanted = calls.flatMap((call) => ('body' in call && call.body ? [JSON.parse(call.body) as unknown] : []))
  if (wanted.length > 0) expect(bodies).toEqual(wanted)
  expect(ran.exit).toBe(exit)
  return { ...ran, recorded: newer[number]?.stdout ?? stdout }
}

describe('requests of recorded commands', () => {
  it('run, create deployment', () => {
    for (const number of ['01', '02', '27']) {
      const ran = check(number, ({ body }) => ({ code: 201, body }))
      expect(ran.stdout).toBe(ran.recorded)
    }
  })

  it('expose, scale, set image', () => {
    for (const number of ['03', '04', '10', '06']) {
      const ran = check(number, ({ verb, body }) => (verb === 'create' ? { code: 201, body } : ok(deployment)))
      expect(ran.stdout).toBe(ran.recorded)
    }
  })

  it('rollout history and status', () => {
    const set = (revision: string) => ({
      ...deployment,
      kind: 'ReplicaSet',
      metadata: {
        name: `web-${revision}`,
        labels: { app: 'web' },
        annotations: { 'deployment.kubernetes.io/revision': revision },
        ownerReferences: [{ uid: 'd' }]
      }
    })
    const history = check('07', ({ verb }) => (verb === 'list' ? list('1', set('2'), set('1')) : ok(deployment)))
    expect(history.stdout).toBe(history.recorded)
    const status = check('09', ({ verb }) => {
      if (verb === 'watch')
        return {
          watch: [
            { type: 'MODIFIED', object: deployment },
            { type: 'MODIFIED', object: rolledOut }
          ]
        }
      return verb === 'list' ? list('2710', deployment) : ok(deployment)
    })
    expect(status.stdout.split('\n').at(-2)).toBe('deployment "web" successfully rolled out')
  })

  it('delete: waits for the kubelet, or finds it gone', () => {
    const nginx = pod('nginx')
    const ran = check('11', ({ verb }) => {
      if (verb === 'watch')
        return {
          watch: [
            { type: 'MODIFIED', object: nginx },
            { type: 'DELETED', object: nginx }
          ]
        }
      return verb === 'list' ? list('2890', nginx) : ok(nginx)
    })
    expect(ran.stdout).toBe(ran.recorded)
    const gone = check('23', ({ verb }) =>
      verb === 'get' ? missing : ok({ kind: 'Status', status: 'Success', details: { uid: 'd' } })
    )
    expect(gone.stdout).toBe(gone.recorded)
  })

  it('label, cordon, taint', () => {
    for (const [number, object] of [
      ['13', node({})],
      ['14', pod('web-d59cb78dd-xq4t2')],
      ['15', node({})],
      ['17', node({ unschedulable: true })],
      ['20', node({}, 'worker-2')],
      ['21', node({ taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] }, 'worker-2')]
    ] as const) {
      const ran = check(number, () => ok(object))
      expect(ran.stdout).toBe(ran.recorded)
    }
  })

  it('set env and set resources: patch what differs in the containers, by name', () => {
    const body = (line: string, container: object = {}) => {
      const { spec } = deployment
      const template = {
        ...spec.template,
        spec: { containers: [{ ...spec.template.spec.containers[0]!, ...container }] }
      }
      const ran = runFake(line, () => ok({ ...deployment, spec: { ...spec, template } }))
      return { stdout: ran.stdout, calls: ran.calls, containers: containersOf(ran.requests.at(-1)!.body) }
    }
    const containersOf = (patch: unknown) =>
      (patch as typeof deployment | undefined)?.spec?.template.spec.containers as unknown
    expect(body('set env deployment/web A=b')).toEqual({
      stdout: 'deployment.apps/web env updated\n',
      calls: [
        'GET /apis/apps/v1/namespaces/default/deployments/web',
        'PATCH /apis/apps/v1/namespaces/default/deployments/web?fieldManager=kubectl-set'
      ],
      containers: [{ name: 'nginx', env: [{ name: 'A', value: 'b' }] }]
    })
    const env = [
      { name: 'A', value: 'b' },
      { name: 'C', value: 'd' }
    ]
    expect(body('set env deployment/web C=e A-', { env }).containers).toEqual([
      {
        name: 'nginx',
        '$setElementOrder/env': [{ name: 'C' }],
        env: [
          { name: 'C', value: 'e' },
          { name: 'A', $patch: 'delete' }
        ]
      }
    ])
    expect(body('set env deployment/web A=b C=d', { env })).toMatchObject({ stdout: '', calls: { length: 1 } })
    expect(body('set resources deployment web --limits=cpu=200m,memory=64Mi').containers).toEqual([
      { name: 'nginx', resources: { limits: { cpu: '200m', memory: '64Mi' } } }
    ])
  })

  it('describe: reads what it found once more, then what belongs to it', () => {
    const ran = runFake('describe pod nginx', ({ verb }) => (verb === 'list' ? list('1') : ok(pod('nginx'))))
    expect(ran.calls.map((call) => call.replace(/\?.*/, ''))).toEqual([
      'GET /api/v1/namespaces/default/pods/nginx',
      'GET /api/v1/namespaces/default/pods/nginx',
      'GET /api/v1/namespaces/default/events'
    ])
  })

  it('drain: retries what a budget forbids every 5 s, until its timeout', () => {
    const names = ['web-d59cb78dd-dv6v6', 'web-d59cb78dd-mp75m', 'web-d59cb78dd-zv8ph']
    const message = "Cannot evict pod as it would violate the pod's disruption budget."
    const ran = check('18', ({ verb }) => {
      if (verb === 'list') return list('1', ...names.map(pod))
      if (verb === 'create')
        return { code: 429, body: { kind: 'Status', reason: 'TooManyRequests', message, code: 429 } }
      return ok(node({}))
    })
    expect(ran.took).toBeCloseTo(15.15, 0)
    expect(ran.stderr.match(/will retry after 5s/g)).toHaveLength(9)
    expect(ran.stderr).toContain('global timeout reached: 12s')
  })

  it('apply: creates what is missing, and patches only what differs', () => {
    const created = check(
      '24',
      ({ path, verb, body }) => (path ? ok({}) : verb === 'get' ? missing : { code: 201, body }),
      shop
    )
    expect(created.stdout).toBe(created.recorded)
    const bodies = new Map(
      created.requests.flatMap(({ verb, resource, body }) => (verb === 'create' ? [[resource, body] as const] : []))
    )
    const again = runFake(
      'apply -f shop.yaml',
      ({ path, resource }) => (path ? ok({}) : ok(defaulted(bodies.get(resource)))),
      { stdin: shop }
    )
    expect(again.stdout).toBe(recorded.get('25')!.stdout)
    const patches = again.requests.filter(({ verb }) => verb === 'patch')
    expect(patches.map(({ body }) => body)).toEqual([JSON.parse(String(recorded.get('25')!.calls.at(-1)!.body))])
  })
})

/** What a server adds to an object does not count as a difference. */
function defaulted(object: unknown): unknown {
  const { metadata, ...rest } = object as { metadata: object }
  return {
    ...rest,
    metadata: { ...metadata, uid: 'u', resourceVersion: '9', creationTimestamp: '2026-01-01T00:00:00Z' },
    status: { replicas: 2 }
  }
}
