import { expect, test } from 'vitest'
import { keyOf, kindOf } from '../../api/scheme'
import type { KubeObject } from '../../api/types'
import type { KeyValue } from '../etcd/messages'
import { matching } from './matching'
import { filterOf } from './selectors'
import { createCache, fill, take } from './watch-cache'

const pods = kindOf('pods')
const key = (namespace: string, name: string) => keyOf(pods, namespace, name)
const stored = (namespace: string, name: string, node: string, modRevision: number): KeyValue =>
  Object.freeze({
    key: key(namespace, name),
    value: Object.freeze({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: Object.freeze({ namespace, name }),
      spec: Object.freeze(node === '' ? {} : { nodeName: node })
    } as KubeObject),
    createRevision: 1,
    modRevision,
    version: 1,
    lease: 0
  })

test('what is looked up is what a look at every object finds, while pods are bound, changed and deleted', () => {
  const cache = createCache('pods', 0)
  const nodes = ['', 'worker-1', 'worker-2', 'worker-20']
  const first = Array.from({ length: 12 }, (_, i) => stored(i % 2 ? 'a' : 'ab', `web-${i}`, nodes[i % 4]!, i + 1))
  fill(cache, first, 12)
  const asks = ['', 'metadata.name=web-3', 'metadata.name==web-3', 'spec.nodeName=worker-2', 'spec.nodeName!=worker-2']
  const holds = () => {
    for (const namespace of [undefined, 'a', 'ab', 'c'])
      for (const fieldSelector of [...asks, 'spec.nodeName=worker-1,metadata.name=web-1', 'spec.nodeName='])
        expect(
          matching(cache, pods, namespace, { fieldSelector }).map(({ metadata }) => metadata.name),
          `${namespace} ${fieldSelector}`
        ).toEqual(
          [...cache.objects.values()]
            .filter(filterOf(namespace, { fieldSelector }))
            .map(({ metadata }) => metadata.name)
        )
  }
  holds()
  take(cache, { type: 'put', kv: stored('ab', 'web-0', 'worker-2', 13), prev: null }, 100)
  take(cache, { type: 'put', kv: stored('a', 'web-3', 'worker-20', 14), prev: null }, 100)
  holds()
  take(cache, { type: 'delete', kv: { ...stored('a', 'web-5', '', 15), value: null }, prev: first[5]! }, 100)
  holds()
  expect(matching(cache, pods, 'ab', { fieldSelector: 'spec.nodeName=worker-2' })).toHaveLength(4)
})
