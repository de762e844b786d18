import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { seconds, toSeconds } from '../../../../base/time'
import type { Status } from '../../../api/types'
import type { Boot } from '../../../cluster'
import type { Fault } from '../../../faults/types'
import { act } from '../../../kernel/test-actions'
import { runUntil } from '../../../kernel/step'
import type { Message, ProcessContext, SimEvent } from '../../../kernel/types'
import { benchWorld } from '../../../testing/world'
import { contextOf } from '../../contexts'
import { machine as etcd } from '../../etcd/machine'
import { machine } from '../machine'
import type { ApiRequest } from '../messages'

type Asked = Pick<ApiRequest, 'verb' | 'resource'> & Partial<ApiRequest>
interface Heard {
  readonly at: number
  readonly code: number
  readonly text: string
}
interface Asker extends ProcessContext {
  heard: Record<number, Heard>
}

const begin = 5

/** Asks each question at its second after the start of all, and keeps when what came back. */
function ask(
  questions: readonly (readonly [at: number, asked: Asked])[],
  faults: readonly Fault[],
  { masters = 1, flags = {} }: { masters?: number; flags?: Record<string, number | string> } = {}
) {
  const asker = setup({
    types: { context: {} as Asker, events: {} as SimEvent, input: {} as Boot },
    actions: {
      begin: act<Asker, SimEvent>((_context, _event, out) => {
        questions.forEach(([at], i) => out.timer(`ask/${i}`, seconds(at), 'test', { type: 'ask', i } as SimEvent))
      }),
      ask: act<Asker, SimEvent & { i: number }>((_context, { i }, out) =>
        out.connect('master-1/kube-apiserver', i, undefined, questions[i]![1].conn ?? `c${i}`)
      ),
      connected: act<Asker, SimEvent & { ref: number }>((_context, { ref: i }, out) => {
        const request = { conn: `c${i}`, id: 1, user: 'admin', userAgent: 'test', ...questions[i]![1] }
        out.send('master-1/kube-apiserver', { type: 'api.request', ...request } as Message)
      }),
      hear: act<Asker, SimEvent & { conn: string; code?: number; body?: Status | string }>(
        (context, { type, conn, code = 0, body }) => {
          const text = type === 'api.watch.end' ? 'end' : typeof body === 'object' ? (body.message ?? '') : (body ?? '')
          context.heard[Number(conn.slice(1))] = { at: toSeconds(context.now) - start, code, text }
        }
      )
    }
  }).createMachine({
    id: 'asker',
    context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config, heard: {} }),
    entry: 'begin',
    on: {
      ask: { actions: 'ask' },
      'net.connected': { actions: 'connected' },
      'api.response': { actions: 'hear' },
      'api.watch.end': { actions: 'hear' }
    }
  })
  const start = 9 * 3_600 + 59 * 60 + 50 + begin
  const names = Array.from({ length: masters }, (_, i) => `master-${i + 1}`)
  const disk = { member: { value: Object.freeze({ created: 0 }) } }
  const world = benchWorld({
    machines: { etcd, 'kube-apiserver': machine, users: asker },
    cluster: { masters: names },
    flags,
    processes: [
      ...names.map((name) => ({ id: `${name}/etcd`, kind: 'etcd', startDelay: 0, disk })),
      { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: seconds(1.5) },
      { id: 'users/traffic', kind: 'users', startDelay: seconds(begin) }
    ],
    faults: faults.map((fault) => ({ ...fault, at: fault.at + seconds(begin) }))
  })
  runUntil(world, seconds(begin + 130))
  const server = world.process('master-1/kube-apiserver')
  return { heard: (world.process('users/traffic').context as Asker).heard, server }
}

const read: Asked = { verb: 'list', resource: 'nodes' }
const get = (name: string): Asked => ({ verb: 'get', resource: 'nodes', name })
const cached: Asked = { verb: 'list', resource: 'nodes', options: { resourceVersion: '0' } }
const watch: Asked = { verb: 'watch', resource: 'nodes' }
const write = (name: string): Asked => ({
  verb: 'create',
  resource: 'configmaps',
  namespace: 'default',
  body: { metadata: { name } }
})
const path = (path: string): Asked => ({ verb: 'get', resource: '', path })
const member = 'master-1/etcd'
const kill = (at: number, target = member): Fault => ({ kind: 'kill', at: seconds(at), target })
const restart = (at: number): Fault => ({ kind: 'restart', at: seconds(at), target: member })
const pause = (at: number): Fault => ({ kind: 'pause', at: seconds(at), target: member })

describe('the API server’s client of etcd', () => {
  it('lets calls wait for a connection, and nobody sees an error or the end of a watch', () => {
    const { heard } = ask(
      [
        [0, watch],
        [2, read],
        [3, write('a')],
        [3, cached],
        [2, path('/readyz')],
        [30, path('/readyz')]
      ],
      [kill(1), restart(6.5)]
    )
    expect(heard[0]).toBeUndefined()
    expect([heard[1]!.code, heard[2]!.code, heard[3]!.code]).toEqual([200, 201, 200])
    // Each client's back-off is its own: attempts at 0, 1, 2.6, 5.2 and 9.3 s.
    expect(heard[1]!.at).toBeGreaterThan(6)
    expect(heard[1]!.at).toBeLessThan(13)
    expect(heard[3]!.at).toBeLessThan(3.1)
    // Two checks of etcd, 2 s each.
    expect(heard[4]).toMatchObject({ code: 500 })
    expect(heard[4]!.at).toBeCloseTo(6, 1)
    expect(heard[4]!.text).toContain('[-]etcd failed: reason withheld\n[-]etcd-readiness failed: reason withheld')
    expect(heard[5]!.code).toBe(200)
  })

  it('gives reads 60 s and writes 34 s', () => {
    const { heard } = ask(
      [
        [2, read],
        [2, get('x')],
        [2, write('a')]
      ],
      [kill(1)]
    )
    expect(heard[0]!.at).toBeCloseTo(62, 1)
    expect(heard[0]!.text).toMatch(/\(get nodes\)$/)
    expect(heard[1]!.text).toMatch(/\(get nodes x\)$/)
    expect(heard[2]!.at).toBeCloseTo(36, 1)
    expect(heard[2]!.text).toBe(
      'Timeout: request did not complete within requested timeout - context deadline exceeded'
    )
  })

  it('sends a read again whose connection breaks, and fails a write', () => {
    const { heard } = ask(
      [
        [0.1, write('a')],
        [2, write('b')],
        [2, read]
      ],
      [pause(1), kill(3), restart(4)]
    )
    expect(heard[1]).toMatchObject({
      code: 500,
      text: 'rpc error: code = Unavailable desc = error reading from server: EOF'
    })
    expect(heard[1]!.at).toBeCloseTo(3, 1)
    expect(heard[2]!.code).toBe(200)
  })

  it('finds a frozen member by its keepalive, 30 and 10 s', () => {
    const { heard } = ask(
      [
        [0.1, write('a')],
        [10, write('b')]
      ],
      [pause(1)]
    )
    expect(heard[1]!.text).toBe(
      'rpc error: code = Unavailable desc = keepalive ping failed to receive ACK within timeout'
    )
    expect(heard[1]!.at).toBeGreaterThan(38)
    expect(heard[1]!.at).toBeLessThan(44)
  })

  it('sends reads again that fell into an election, and tells writes that they took too long', () => {
    const { heard } = ask(
      [
        [0, write('a')],
        [1.1, read],
        [1.3, get('x')],
        [1.5, read],
        [1.5, write('b')]
      ],
      [kill(1)],
      { masters: 3, flags: { 'etcd-servers': 'all' } }
    )
    expect([1, 2, 3].map((i) => heard[i]!.code)).toEqual([200, 404, 200])
    for (const i of [1, 2, 3]) expect(heard[i]!.at).toBeLessThan(3.5)
    expect(heard[4]).toMatchObject({ code: 500 })
    expect(heard[4]!.text).toMatch(/^etcdserver: request timed out/)
    expect(heard[4]!.at).toBeCloseTo(8.5, 0)
  })

  it('ends watches about three election timeouts after the leader is lost; new ones are told to come again', () => {
    const crash = (machine: string): Fault => ({ kind: 'crash', at: seconds(1), machine })
    const { heard } = ask(
      [
        [0, watch],
        [0.1, write('a')],
        [20, read],
        [20, watch],
        [20, write('b')],
        [2, write('c')]
      ],
      [crash('master-2'), crash('master-3')],
      { masters: 3 }
    )
    expect(heard[0]!.text).toBe('end')
    expect(heard[0]!.at).toBeGreaterThan(4)
    expect(heard[0]!.at).toBeLessThan(8)
    expect([heard[2]!.code, Math.round(heard[2]!.at)]).toEqual([504, 80])
    expect(heard[3]).toMatchObject({ code: 429, text: 'storage is (re)initializing' })
    expect(heard[4]!.code).toBe(500)
    expect(heard[4]!.at).toBeCloseTo(27, 0)
    expect(heard[5]!.text).toMatch(/^etcdserver: request timed out/)
  })

  it('asks all members in turn if it is given all, and goes on with those that live', () => {
    const { heard } = ask(
      [
        [0, write('a')],
        [3, read],
        [3.1, get('x')],
        [3.2, write('b')]
      ],
      [kill(1)],
      { masters: 3, flags: { 'etcd-servers': 'all' } }
    )
    expect([1, 2, 3].map((i) => heard[i]!.code)).toEqual([200, 404, 201])
    expect(heard[3]!.at).toBeLessThan(4)
  })

  it('takes back what nobody waits for', () => {
    const { heard, server } = ask([[2, { ...read, conn: 'gone' }]], [kill(1)])
    expect(heard[0]).toBeUndefined()
    const api = contextOf(server, 'kube-apiserver')!
    expect([...api.pending.values()].filter(({ kind }) => kind === 'read')).toEqual([])
  })

  it('makes the server exit when there is no etcd at its start', () => {
    const { server } = ask([], [kill(-4), { kind: 'restart', at: seconds(-2), target: 'master-1/kube-apiserver' }])
    expect(server.status).not.toBe('running')
  })
})
