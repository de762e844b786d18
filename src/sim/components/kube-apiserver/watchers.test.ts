import { expect, test } from 'vitest'
import type { KubeObject } from '../../api/types'
import { addressOf } from '../../protocol'
import { Watchers } from './watchers'

const pod = (node: string): KubeObject =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { nodeName: node } }) as KubeObject

function four(): Watchers {
  const watchers = new Watchers()
  const selectors = ['', 'spec.nodeName=worker-1', 'status.phase!=Failed', 'spec.nodeName=worker-2', '']
  for (const [id, fieldSelector] of selectors.entries())
    watchers.set(`a#${id}`, {
      resource: 'pods',
      asked: {},
      peer: addressOf('kubelet', 'worker-1'),
      conn: 'a',
      id,
      namespace: undefined,
      options: { fieldSelector },
      limit: 0
    })
  return watchers
}
const ids = (watchers: Watchers, ...nodes: string[]) => watchers.of(nodes.map(pod)).map(({ watcher }) => watcher.id)

test('a change is looked at by those whose field it has or had, and by all that ask for no single field, in their order', () => {
  expect(ids(four(), 'worker-1')).toEqual([0, 1, 2, 4])
  expect(ids(four(), 'worker-1', 'worker-2')).toEqual([0, 1, 2, 3, 4])
  expect(ids(four(), 'worker-3')).toEqual([0, 2, 4])
})

test('a watch that was closed hears nothing more, one that is opened hears; copies do not follow', () => {
  const watchers = four()
  const kept = watchers.keep()
  const copy = kept.clone()
  expect(watchers.keep()).toBe(kept)
  watchers.delete('a#1')
  expect([ids(watchers, 'worker-1'), ids(kept, 'worker-1')]).toEqual([
    [0, 2, 4],
    [0, 1, 2, 4]
  ])
  copy.clear()
  expect([copy.size, kept.size, watchers.size]).toEqual([0, 5, 4])
})
