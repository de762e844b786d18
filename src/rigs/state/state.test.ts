import { expect, test } from 'vitest'
import type { KubeList } from '../../sim/api/types'
import { Instances } from './decode'
import { runCommands } from './run'

const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'default',
    uid: `uid-${name}`,
    resourceVersion: '77',
    creationTimestamp: '2026-11-29T05:00:00Z'
  },
  spec: { containers: [{ name: 'c', image: 'i' }] },
  status: { phase: 'Running' },
  ...more
})
const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'default', uid: 'uid-default', resourceVersion: '5' },
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' }
}
const state = { items: [namespace, pod('web')], now: '2026-11-29T05:01:00Z' }
const run = (...argv: string[]) => ({ id: argv.join(' '), argv: ['kubectl', ...argv] })

test('objects are there as they were given, and nothing else', () => {
  const [names, version] = runCommands([state], undefined, [
    run('get', 'namespaces,pods', '-o', 'name'),
    run('get', 'pod', 'web', '-o', 'jsonpath={.metadata.uid} {.metadata.resourceVersion}')
  ])
  expect(names).toMatchObject({
    stdout: 'namespace/default\npod/web\n',
    exit: 0
  })
  expect(version!.stdout).toBe('uid-web 77')
})

test("a command's own effects give way to what the record says came after", () => {
  const answers = runCommands([state], undefined, [
    {
      ...run('annotate', 'namespace', 'default', 'a=b'),
      after: [{ deleted: true, apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web' }]
    },
    { ...run('get', 'pods', '-o', 'name'), before: [pod('next')] },
    { id: 'aside', keptAside: true, after: [pod('last')] },
    run('get', 'pods', '-o', 'name', '-A')
  ])
  expect(answers.map(({ stdout }) => stdout)).toEqual([
    'namespace/default annotated\n',
    'pod/next\n',
    'pod/last\npod/next\n'
  ])
})

test('what was done to machines between the commands decides what kubectl hears, and when', () => {
  const setup = [
    { at: '2026-11-29T05:01:10Z', lab: 'kill master-1 kube-apiserver' },
    { at: '2026-11-29T05:01:20Z', lab: 'start master-1 kube-apiserver' },
    { at: '2026-11-29T05:01:25Z', argv: ['kubectl', 'annotate', 'namespace', 'default', 'by=hand'] },
    { at: '2026-11-29T05:01:30Z', lab: 'freeze master-1 kube-apiserver' },
    { at: '2026-11-29T05:01:40Z', lab: 'thaw master-1 kube-apiserver' },
    { at: '2026-11-29T05:01:50Z', lab: 'kill master-1 etcd' },
    { at: '2026-11-29T05:02:50Z', lab: 'start master-1 etcd' },
    { at: '2026-11-29T05:02:51Z', lab: 'kill worker-1 kubelet' }
  ]
  const at = (time: string, ...argv: string[]) => ({ ...run(...argv), id: time, at: `2026-11-29T05:0${time}Z` })
  const answers = runCommands([{ ...state, setup }], undefined, [
    at('1:05', 'get', 'pods', '-o', 'name'),
    at('1:12', 'get', 'pods'),
    at('1:29', 'get', 'namespace', 'default', '-o', 'jsonpath={.metadata.annotations.by}'),
    at('1:31', 'version', '--request-timeout=3s'),
    at('1:51', 'create', 'configmap', 'x'),
    at('3:20', 'get', 'pods', '-o', 'name')
  ])
  expect(answers.map(({ stdout, stderr }) => stdout + stderr)).toEqual([
    'pod/web\n',
    'The connection to the server 10.0.0.11:6443 was refused - did you specify the right host or port?\n',
    'hand',
    expect.stringContaining('request canceled while waiting for connection (Client.Timeout exceeded'),
    'error: failed to create configmap: Timeout: request did not complete within requested timeout - context deadline exceeded\n',
    'pod/web\n'
  ])
})

test('a field that is as it was is told by a sign, an entry of the account by its number', () => {
  const instances = new Instances()
  const account = { manager: 'kubectl', operation: 'Update' }
  instances.take([pod('web', { metadata: { name: 'web', namespace: 'default', uid: 'u', managedFields: [account] } })])
  const [change] = instances.take([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'default', uid: 'u', managedFields: [0] },
      spec: '=',
      status: {}
    }
  ])
  expect(change).toEqual({
    object: {
      ...pod('web'),
      metadata: { name: 'web', namespace: 'default', uid: 'u', managedFields: [account] },
      status: {}
    }
  })
})

const started = (more: object) => {
  const containerStatuses = [
    { name: 'c', restartCount: 0, image: 'i', imageID: 'i', ready: true, containerID: 'containerd://1', ...more }
  ]
  const spec = { nodeName: 'worker-1', containers: [{ name: 'c', image: 'i' }] }
  const status = { phase: 'Running', containerStatuses }
  return pod('one', { spec, status })
}
const running = { state: { running: { startedAt: '2026-11-29T05:00:01Z' } } }

test('what was not kept of a container is not known to be gone', () => {
  const log = run('logs', 'one')
  const items = [namespace, nodeWith('worker-1'), started(running)]
  const [none] = runCommands([{ ...state, items }], undefined, [log])
  expect(none).toMatchObject({ stdout: '', exit: 0 })
  const [others] = runCommands([{ ...state, items, logs: {} }], undefined, [log])
  expect(others!.stdout).toBe('unable to retrieve container logs for containerd://1')
})

test('an answer that is no object ends its command, and no other', () => {
  const items = [namespace, nodeWith('worker-1'), started(running)]
  const [log, after] = runCommands([{ ...state, items }], undefined, [
    run('get', 'pod', 'one', '--subresource=log'),
    run('get', 'pods', '-o', 'name')
  ])
  expect(log).toMatchObject({ stderr: "error: serializer for text/plain doesn't exist\n", exit: 1 })
  expect(after!.stdout).toBe('pod/one\n')
})

const metricsServer = [
  {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1beta1.metrics.k8s.io', uid: 'uid-api', resourceVersion: '8' },
    spec: { group: 'metrics.k8s.io', version: 'v1beta1', service: { namespace: 'default', name: 'metrics' } },
    status: { conditions: [{ type: 'Available', status: 'True' }] }
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'metrics', namespace: 'default', uid: 'uid-service', resourceVersion: '9' },
    spec: { type: 'ClusterIP', clusterIP: '10.96.0.99', ports: [{ protocol: 'TCP', port: 443, targetPort: 443 }] }
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'metrics-1',
      namespace: 'default',
      uid: 'uid-slice',
      resourceVersion: '9',
      labels: { 'kubernetes.io/service-name': 'metrics' }
    },
    addressType: 'IPv4',
    ports: [{ name: '', protocol: 'TCP', port: 443 }],
    endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true } }]
  }
]
const measuredPod = (name: string, ...usages: (readonly [cpu: string, memory: string])[]) => ({
  metadata: { name, namespace: 'default', labels: { app: name } },
  containers: usages.map(([cpu, memory], i) => ({ name: `c${usages.length - i}`, usage: { cpu, memory } }))
})
const listOf = (kind: string, items: object[]) =>
  ({ kind, apiVersion: 'metrics.k8s.io/v1beta1', metadata: { resourceVersion: '' }, items }) as KubeList
const metrics = {
  nodes: listOf('NodeMetricsList', [{ metadata: { name: 'worker-1' }, usage: { cpu: '150m', memory: '512Mi' } }]),
  pods: listOf('PodMetricsList', [
    measuredPod('web', ['1000001n', '1500Ki'], ['3m', '700Ki']),
    measuredPod('db', ['20m', '1Mi'])
  ])
}
const nodeWith = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, uid: `uid-${name}`, resourceVersion: '10' },
  spec: {},
  status: { allocatable: { cpu: '2', memory: '1Gi' }, capacity: { cpu: '4', memory: '2Gi' } }
})

test('usage is what the metrics API says, summed, rounded and sorted as upstream does', () => {
  const items = [namespace, ...metricsServer, nodeWith('worker-1'), nodeWith('worker-2')]
  const lines = (text: string) => text.split('\n').map((line) => line.trim().split(/ {2,}/).join(' '))
  const [nodes, pods, sorted, containers, one, nobody, kinds] = runCommands([{ ...state, items, metrics }], undefined, [
    run('top', 'nodes'),
    run('top', 'pods', '--sum'),
    run('top', 'pods', '--sort-by=memory', '--no-headers'),
    run('top', 'pod', 'web', '--containers'),
    run('top', 'pods', '-l', 'app=db', '-A'),
    run('top', 'pods', '-n', 'nope'),
    run('get', 'podmetrics', '-o', 'name')
  ])
  expect(lines(nodes!.stdout).slice(1, 3)).toEqual([
    'worker-1 150m 7% 512Mi 50%',
    'worker-2 <unknown> <unknown> <unknown> <unknown>'
  ])
  expect(lines(pods!.stdout)).toEqual([
    'NAME CPU(cores) MEMORY(bytes)',
    'db 20m 1Mi',
    'web 5m 2Mi',
    '________ ________',
    '25m 3Mi',
    ''
  ])
  expect(lines(sorted!.stdout)).toEqual(['web 5m 2Mi', 'db 20m 1Mi', ''])
  expect(lines(containers!.stdout).slice(1)).toEqual(['web c1 3m 0Mi', 'web c2 2m 1Mi', ''])
  expect(lines(one!.stdout).slice(1)).toEqual(['default db 20m 1Mi', ''])
  expect(nobody).toMatchObject({ stdout: '', stderr: 'No resources found in nope namespace.\n', exit: 0 })
  expect(kinds!.stdout).toBe('podmetrics.metrics.k8s.io/web\npodmetrics.metrics.k8s.io/db\n')
})

test('a metrics API whose server is not there is not asked', () => {
  const [none] = runCommands([{ ...state, items: [namespace], metrics }], undefined, [run('top', 'pods')])
  expect(none).toMatchObject({ stderr: 'error: Metrics API not available\n', exit: 1 })
})

test('the first that a watch tells has the columns, whenever it comes', () => {
  const during = [{ after_ms: 500, argv: ['kubectl', 'version', '--client'] }]
  const [table, columns] = runCommands([state], undefined, [
    { ...run('get', 'pods', '--watch-only'), during, stopped: 'SIGINT after 2 s', after: [pod('new'), pod('other')] },
    {
      ...run('get', 'pods', '-w', '-o', 'custom-columns=N:.metadata.name,P:.status.phase'),
      during,
      stopped: 'SIGINT after 2 s',
      after: [pod('x')]
    }
  ])
  expect(table!.stdout.split('\n').map((line) => line.split(/ +/)[0])).toEqual(['NAME', 'new', 'other', ''])
  expect(columns!.stdout).toBe('N       P\nnew     Running\nother   Running\nweb     Running\nx       Running\n')
})

test('who takes the last finalizer away hears of the object without it', () => {
  const config = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'held',
      namespace: 'default',
      uid: 'uid-held',
      resourceVersion: '20',
      finalizers: ['a/b'],
      deletionTimestamp: '2026-11-29T05:00:30Z',
      deletionGracePeriodSeconds: 0
    }
  }
  const [patched] = runCommands([{ ...state, items: [namespace, config] }], undefined, [
    run('patch', 'cm', 'held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}')
  ])
  expect(patched).toMatchObject({ stdout: 'configmap/held patched\n', exit: 0 })
})

test('of a pod in a namespace that is not there only the namespace is spoken of', () => {
  const [exec] = runCommands([state], undefined, [run('exec', 'web', '-n', 'nope', '--', 'true')])
  expect(exec).toMatchObject({ stderr: 'Error from server (NotFound): namespaces "nope" not found\n', exit: 1 })
})

const writtenAt = (name: string, time: string, status: object = { phase: 'Running' }) => {
  const managedFields = [{ manager: 'x', operation: 'Update', time }]
  const more = { namespace: 'default', uid: `uid-${name}`, resourceVersion: '90', managedFields }
  return pod(name, { metadata: { name, ...more }, status })
}

test('a command that takes long sees what was written before its answer, though the record tells of it later', () => {
  const before = [writtenAt('early', '2026-11-29T05:01:06Z'), writtenAt('late', '2026-11-29T05:01:09Z')]
  const [slow, next] = runCommands([state], undefined, [
    { ...run('get', 'pods', '-o', 'name'), at: '2026-11-29T05:01:05Z', duration_ms: 4_000 },
    { ...run('get', 'pods', '-o', 'name'), at: '2026-11-29T05:01:10Z', before }
  ])
  expect(slow!.stdout).toBe('pod/early\npod/web\n')
  expect(next!.stdout).toBe('pod/early\npod/late\npod/web\n')
})

test('who waits still hears of what came about until the next command', () => {
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
  const [waited] = runCommands([state], undefined, [
    { ...run('wait', 'pod/web', '--for=condition=Ready'), at: '2026-11-29T05:01:05Z', duration_ms: 2_000 },
    { id: 'aside', keptAside: true, before: [writtenAt('web', '2026-11-29T05:01:07Z', status)] }
  ])
  expect(waited).toMatchObject({ stdout: 'pod/web condition met\n', exit: 0 })
})

test('a node that was not heard of has no kubelet, until it is heard of again', () => {
  const node = (status: string) => ({
    ...nodeWith('worker-1'),
    status: { conditions: [{ type: 'Ready', status }], addresses: [{ type: 'InternalIP', address: '10.0.1.21' }] }
  })
  const [silent, back] = runCommands([{ ...state, items: [namespace, node('Unknown'), started(running)] }], undefined, [
    run('exec', 'one', '--', 'echo', 'a'),
    { ...run('exec', 'one', '--', 'echo', 'a'), before: [node('True')] }
  ])
  expect(silent!.stderr).toBe(
    'error: Internal error occurred: error sending request: Post "https://10.0.1.21:10250/exec/default/one/c?command=echo&command=a&error=1&output=1": dial tcp 10.0.1.21:10250: connect: connection refused\n'
  )
  expect(back!.stdout).toBe('a\n')
})

test('what is copied into a container is there for later commands, and comes back', () => {
  const node = { ...nodeWith('worker-1'), status: { conditions: [{ type: 'Ready', status: 'True' }] } }
  const files = { 'in.txt': 'one\ntwo\n' }
  const answers = runCommands([{ ...state, items: [namespace, node, started(running)] }], undefined, [
    { ...run('cp', 'in.txt', 'one:/tmp/in.txt'), files },
    run('exec', 'one', '--', 'sh', '-c', 'wc -l < /tmp/in.txt; ls /tmp'),
    run('cp', 'one:/tmp/in.txt', 'back.txt'),
    run('exec', 'one', '--', 'sh', '-c', 'echo before; kill -9 $$; echo after'),
    run('exec', 'one', '--', 'nope')
  ])
  expect(answers.slice(0, 4)).toMatchObject([
    { stdout: '', stderr: '', exit: 0 },
    { stdout: '2\nin.txt\n', exit: 0 },
    { stdout: "tar: removing leading '/' from member names\n", stderr: '', exit: 0 },
    { stdout: 'before\n', stderr: 'command terminated with exit code 137\n', exit: 137 }
  ])
  expect(answers[4]!.stderr).toContain('exec: "nope": executable file not found in $PATH')
})

test('components live as long as their leases say, and until something befalls them', () => {
  const lease = (name: string, renewTime: string) => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-system', uid: `uid-${name}`, resourceVersion: '9' },
    spec: { holderIdentity: 'master-1', renewTime }
  })
  const items = [
    namespace,
    lease('kube-scheduler', '2026-11-29T05:00:59.5Z'),
    lease('kube-controller-manager', '2026-11-29T05:00:40Z')
  ]
  const setup = [{ at: '2026-11-29T05:02:00Z', lab: 'kill master-1 kube-scheduler' }]
  const columns = ['get', 'cs', '-o', 'custom-columns=N:.metadata.name,H:.conditions[0].status', '--no-headers']
  const [before, after] = runCommands([{ ...state, items, setup }], undefined, [
    { ...run(...columns), at: '2026-11-29T05:01:10Z' },
    { ...run(...columns), at: '2026-11-29T05:02:10Z' }
  ])
  expect(before!.stdout.split(/\s+/).slice(0, 6)).toEqual([
    'controller-manager',
    'False',
    'scheduler',
    'True',
    'etcd-0',
    'True'
  ])
  expect(after!.stdout).toMatch(/^scheduler +False$/m)
})

test('what a record does not say a command has changed is as it was', () => {
  const [, found] = runCommands([state], undefined, [
    { ...run('annotate', 'namespace', 'default', 'a=b'), mutates: true },
    run('get', 'namespace', 'default', '-o', 'jsonpath={.metadata.annotations}')
  ])
  expect(found!.stdout).toBe('')
})
