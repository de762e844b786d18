import { expect, test } from 'vitest'
import { runFake } from '../test-world'

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', managedFields: [] },
  spec: { initContainers: [{ name: 'first', image: 'i' }], containers: [{ name: 'c', image: 'i' }] },
  status: {}
}
const dump = (line: string) =>
  runFake(line, ({ resource, namespace, subresource, options }) => {
    if (subresource === 'log')
      return options?.container === 'first'
        ? { code: 400, body: { kind: 'Status', code: 400, reason: 'BadRequest', message: 'is waiting to start' } }
        : { code: 200, body: 'hello\n' }
    const items = resource === 'pods' && namespace === 'default' ? [pod] : []
    return { code: 200, body: { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '7' }, items } }
  })

test('a dump lists nodes and what is in the namespaces, and the logs of every container between marks', () => {
  const { stdout, exit, requests } = dump('cluster-info dump')
  expect(exit).toBe(0)
  const lists = requests
    .filter(({ verb }) => verb === 'list')
    .map(({ resource, namespace = '' }) => `${namespace}/${resource}`)
  expect(lists.slice(0, 3)).toEqual(['/nodes', 'kube-system/events', 'kube-system/replicationcontrollers'])
  expect(lists).toContain('default/pods')
  expect(stdout).toMatch(/^\{\n {4}"kind": "NodeList",\n {4}"apiVersion": "v1",/)
  expect(stdout).toContain(
    '==== START logs for container first of pod default/web ====\nRequest log error: is waiting to start\n==== END logs for container first of pod default/web ====\n' +
      '==== START logs for container c of pod default/web ====\nhello\n==== END logs for container c of pod default/web ====\n'
  )
  expect(stdout).not.toContain('managedFields')
})

test('into a directory it says only where', () => {
  expect(dump('cluster-info dump --output-directory=there').stdout).toBe('Cluster info dumped to there\n')
})
