import { expect, test } from 'vitest'
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

// The API server itself makes the namespaces that it cannot do without.
test('objects are there as they were given, and nothing else', () => {
  const [names, version] = runCommands([state], undefined, [
    run('get', 'namespaces,pods', '-o', 'name'),
    run('get', 'pod', 'web', '-o', 'jsonpath={.metadata.uid} {.metadata.resourceVersion}')
  ])
  expect(names).toMatchObject({
    stdout: 'namespace/default\nnamespace/kube-node-lease\nnamespace/kube-public\nnamespace/kube-system\npod/web\n',
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
  const items = [namespace, started(running)]
  const [none] = runCommands([{ ...state, items }], undefined, [log])
  expect(none).toMatchObject({ stdout: '', exit: 0 })
  const [others] = runCommands([{ ...state, items, logs: {} }], undefined, [log])
  expect(others!.stdout).toBe('unable to retrieve container logs for containerd://1')
})

test('an answer that is no object ends its command, and no other', () => {
  const items = [namespace, started(running)]
  const [log, after] = runCommands([{ ...state, items }], undefined, [
    run('get', 'pod', 'one', '--subresource=log'),
    run('get', 'pods', '-o', 'name')
  ])
  expect(log).toMatchObject({ stderr: "error: serializer for text/plain doesn't exist\n", exit: 1 })
  expect(after!.stdout).toBe('pod/one\n')
})
