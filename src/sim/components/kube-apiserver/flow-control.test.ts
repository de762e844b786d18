import { expect, test } from 'vitest'
import type { Boot } from '../../cluster'
import { Prng } from '../../../base/prng'
import type { KubeObject } from '../../api/types'
import { unborn } from '../../kernel/chart'
import { createContext, type ApiServer, type Exchange } from './context'
import { leaveSeat, takeSeat } from './flow-control'
import { dumpLevels } from './flow-dumps'
import type { ApiRequest, Outbox } from './messages'

const level = (name: string, shares: number, limitResponse: object): KubeObject => ({
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'PriorityLevelConfiguration',
  metadata: { name },
  spec: { type: 'Limited', limited: { nominalConcurrencyShares: shares, limitResponse } }
})

/** A server with a level `tiny`, which has a share of one in a hundred of 600 seats. */
function lab(limitResponse: object) {
  const cluster = { masters: ['master-1'], podCidrs: {}, addresses: {} }
  const boot = {
    self: 'master-1/kube-apiserver',
    machine: 'master-1',
    now: 0,
    rng: Prng.fromSeed(1),
    config: {},
    cluster,
    argv: []
  }
  const server: ApiServer = createContext(boot as unknown as Boot)
  const levels = server.caches.get('prioritylevelconfigurations')!.objects
  const tiny = level('tiny', 1, limitResponse)
  for (const one of [tiny, level('rest', 299, { type: 'Reject' })])
    levels.set(`/registry/prioritylevelconfigurations/${one.metadata.name}`, one)
  const streams = new Map<number, Exchange>()
  server.connections.set('c', { peer: 'users/clients', streams, closed: false } as never)
  const called: string[] = []
  const out = { raise: ({ item }: { item: string }) => called.push(item) } as unknown as Outbox
  const ask = (id: number, flow = 'jane') => {
    const request = { conn: 'c', id, user: flow, verb: 'list' } as unknown as ApiRequest
    const exchange: Exchange = { ...unborn, request: { ...request, from: '' }, since: 0, place: 'read', watches: '' }
    streams.set(id, exchange)
    const got = takeSeat(server, out, exchange, { headers: {}, schema: 'tiny', level: tiny, flow })
    return { exchange, got }
  }
  const done = (exchange: Exchange) => leaveSeat(server, out, exchange, 'done')
  return { server, ask, done, called }
}

test('a level that refuses has as many seats as its share of all, and gives each back', () => {
  const { server, ask, done } = lab({ type: 'Reject' })
  const [first, second, third] = [ask(1), ask(2), ask(3)]
  expect([first, second, third].map(({ got }) => got)).toEqual(['seated', 'seated', 'refused'])
  done(first.exchange)
  expect(ask(4).got).toBe('seated')
  expect(dumpLevels(server)).toContain(
    'tiny,              0,            false,  false,       0,               2,                 3,                  1,                0,                0\n'
  )
})

test('a level with queues lets wait as many as fit, and calls the next when a seat is free', () => {
  const { ask, done, called } = lab({ type: 'Queue', queuing: { queues: 1, handSize: 1, queueLengthLimit: 2 } })
  const all = [1, 2, 3, 4, 5].map((id) => ask(id))
  expect(all.map(({ got }) => got)).toEqual(['seated', 'seated', 'waits', 'waits', 'refused'])
  done(all[0]!.exchange)
  expect(called).toEqual(['c#3'])
  expect(all[2]!.exchange.seat?.state).toBe('seated')
  done(all[3]!.exchange)
  done(all[1]!.exchange)
  expect(called).toEqual(['c#3'])
})
