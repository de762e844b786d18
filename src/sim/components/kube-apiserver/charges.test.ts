import { expect, test } from 'vitest'
import type { KubeObject } from '../../api/types'
import { charge, costOfAnswer, costOfEvents, memoryOf } from './charges'
import { readSettings } from './config'
import type { ApiServer, Exchange } from './context'

/** As much of a server as costs are counted on. */
const server = () =>
  ({
    settings: readSettings({}),
    caches: new Map(),
    watches: new Map(),
    heldBytes: 0,
    cpuMs: 0,
    answeredBytes: 0,
    watchedBytes: 0
  }) as unknown as ApiServer

/** A pod as long as the recorded ones: 5.2 KB. */
const pod = (name: string): KubeObject => {
  const short = { apiVersion: 'v1', kind: 'Pod', metadata: { name, managedFields: [], annotations: { padding: '' } } }
  const padding = 'x'.repeat(5_218 - JSON.stringify(short).length)
  return { ...short, metadata: { ...short.metadata, annotations: { padding } } } as unknown as KubeObject
}
const listOf = (count: number) =>
  ({ metadata: {}, items: Array.from({ length: count }, (_, i) => pod(`web-${i}`)) }) as never
const asks = (request: object, scanned = 0) => ({ request, scanned }) as unknown as Exchange
const list = { verb: 'list', resource: 'pods' }
const json = { ...list, json: true }

test('a list costs by what it returns and by its form, and by what it looks at', () => {
  const cost = (request: object, returned: number, scanned = returned) =>
    costOfAnswer(server(), asks(request, scanned), 200, listOf(returned))
  expect(cost(json, 2_000)).toBeGreaterThan(0.07 * 2_000)
  expect(cost(json, 2_000)).toBeLessThan(0.11 * 2_000)
  expect(cost(list, 2_000)).toBeGreaterThan(0.02 * 2_000)
  expect(cost(list, 2_000)).toBeLessThan(0.07 * 2_000)
  // By label, among all the others; and of one node, by its index.
  expect(cost(list, 1, 6_000) - cost(list, 1, 30)).toBeCloseTo(5_970 * 0.0016)
})

test('what is sent is counted: less of it as protobuf, to each watcher once more', () => {
  const answers = server()
  costOfAnswer(answers, asks(json), 200, listOf(10))
  expect(answers.answeredBytes).toBe(52_180)
  costOfAnswer(answers, asks(list), 200, listOf(10))
  expect(answers.answeredBytes - 52_180).toBeLessThan(0.7 * 52_180)
  const told = server()
  const changed = [{ type: 'MODIFIED', object: pod('web') }] as const
  for (let i = 0; i < 100; i++) charge(told, { compute: () => 0 }, costOfEvents(told, {}, changed, false))
  expect(told.cpuMs).toBeCloseTo(4.3)
  expect(told.watchedBytes).toBeGreaterThan(100 * 3_400)
})

test('writes cost more than reads, and a refusal next to nothing', () => {
  const cost = (verb: string, code = 200) =>
    costOfAnswer(server(), asks({ verb, resource: 'pods' }), code, pod('web') as never)
  const inOrder = ['get', 'create', 'patch', 'delete'].map((verb) => cost(verb))
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b))
  expect(cost('create', 409)).toBe(server().settings.costs.request)
})

test('memory grows by some eleven times what the objects are as JSON', () => {
  const holds = { ...server(), caches: new Map([['pods', { bytes: 6_000 * 5_218 }]]) } as unknown as ApiServer
  const grown = (memoryOf(holds) - memoryOf(server())) / 6_000
  expect(grown).toBeGreaterThan(50_000)
  expect(grown).toBeLessThan(65_000)
})
