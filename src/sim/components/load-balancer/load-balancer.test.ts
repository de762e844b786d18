import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { ms, seconds, toSeconds } from '../../../base/time'
import type { Fault } from '../../faults/types'
import { act } from '../../kernel/test-actions'
import type { Flags, Message, Outbox, ProcessContext, SimEvent } from '../../kernel/types'
import type { Boot } from '../../cluster'
import { fakeApi } from '../../testing/fake-api'
import { runBench } from '../../testing/world'
import type { LoadBalancer } from './context'
import { machine } from './machine'

/** API servers that answer every request at once with their names. */
const server = fakeApi({ latency: 0, answer: (_request, { self }) => ({ code: 200, body: self }) })

interface Client extends ProcessContext {
  sent: number
  /** Who answered each connection: `master-1`, `closed`, or nothing yet. */
  answers: Record<string, string>
  /** One connection that stays open and asks again every 100 ms. */
  stuck: string[]
}

/** A client with a new connection every 100 ms. */
const client = setup({
  types: { context: {} as Client, events: {} as SimEvent, input: {} as Boot },
  actions: {
    ask: act<Client, SimEvent>((context, _event, out) => {
      dial(out, `c${++context.sent}`)
      if (context.sent === 1) dial(out, 'long')
      else request(out, 'long', context.sent)
    }),
    connected: act<Client, SimEvent & { ref: string }>((context, { ref }, out) => request(out, ref, context.sent)),
    answered: act<Client, SimEvent & { conn: string; body: string }>((context, { conn, body }, out) => {
      if (conn === 'long') {
        if (context.stuck.at(-1) !== body) context.stuck.push(body)
        return
      }
      context.answers[conn] = body.split('/')[0]!
      out.send('lb/load-balancer', { type: 'conn.close', conn } as unknown as Message, { last: true })
    }),
    closed: act<Client, SimEvent & { conn: string }>((context, { conn }) => {
      if (conn === 'long') context.stuck.push('closed')
      else context.answers[conn] = 'closed'
    })
  },
  delays: { interval: 100 }
}).createMachine({
  id: 'client',
  context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config, sent: 0, answers: {}, stuck: [] }),
  initial: 'on',
  on: {
    'net.connected': { actions: 'connected' },
    'api.response': { actions: 'answered' },
    'conn.close': { actions: 'closed' }
  },
  states: { on: { entry: 'ask', after: { interval: { target: 'on', reenter: true } } } }
})
const dial = (out: Outbox, conn: string) => out.connect('lb/load-balancer', conn, undefined, conn)
const request = (out: Outbox, conn: string, id: number) =>
  out.send('lb/load-balancer', { type: 'api.request', conn, id, verb: 'get' } as unknown as Message)

const masters = ['master-1', 'master-2', 'master-3']

function run(faults: readonly Fault[], flags: Flags = {}, seed = 1, until = seconds(30)) {
  const history = runBench(
    {
      seed,
      flags,
      faults,
      cluster: { masters, hasLoadBalancer: true },
      machines: { 'kube-apiserver': server, 'load-balancer': machine, users: client },
      processes: [
        ...masters.map((name) => ({ id: `${name}/kube-apiserver`, kind: 'kube-apiserver', startDelay: 0 })),
        { id: 'lb/load-balancer', kind: 'load-balancer', startDelay: ms(50) },
        { id: 'users/traffic', kind: 'users', startDelay: seconds(1) }
      ]
    },
    until
  )
  const fact = (name: string) =>
    history.timeline.facts.filter((found) => found.fact === name).map(({ at }) => toSeconds(at) - 10)
  const users = history.head.process('users/traffic').context as Client
  return { fact, users, history, logs: history.timeline.logs.map(({ text }) => text) }
}
const kill: Fault = { kind: 'kill', at: seconds(10), target: 'master-1/kube-apiserver' }
const crash: Fault = { kind: 'crash', at: seconds(10), machine: 'master-1' }
const downTimes = (fault: Fault, flags: Flags) =>
  Array.from({ length: 20 }, (_, seed) => run([fault], flags, seed, seconds(24)).fact('lb-backend-down')[0]!)

describe('timeouts of client and server', () => {
  const silent: readonly Fault[] = [
    { kind: 'pause', at: seconds(10), target: 'users/traffic' },
    { kind: 'resume', at: seconds(20), target: 'users/traffic' }
  ]
  it.each([
    ['nothing is set', {}, false],
    ['longer than the silence', { 'haproxy-timeout-client-ms': 15_000 }, false],
    ['shorter than the silence', { 'haproxy-timeout-client-ms': 5_000 }, true],
    ['the shorter of two counts', { 'haproxy-timeout-client-ms': 15_000, 'haproxy-timeout-server-ms': 5_000 }, true]
  ])('close a connection on which nothing passes: %s', (_name, flags, closed) => {
    const proxy = run(silent, flags).history.head.process('lb/load-balancer').context as LoadBalancer
    expect(proxy.connections.has('long')).toBe(!closed)
  })
})

describe('a provider’s balancer', () => {
  const cloud = { 'api-balancer': 'cloud' } as const

  it('leaves a dead server out by its own checks, much later than HAProxy, and ends what went to it', () => {
    // By then each server has been checked once: 30 s apart, two must fail.
    const late: Fault = { kind: 'kill', at: seconds(60), target: 'master-1/kube-apiserver' }
    const [down] = run([late], { ...cloud, 'haproxy-fall': 1 }, 1, seconds(130)).fact('lb-backend-down')
    const at = down! - 50
    expect(at).toBeGreaterThan(30)
    expect(at).toBeLessThan(61)
  })
})

describe('health checks', () => {
  it.each([
    ['refused, fall 3', kill, 3, 4, 6.01],
    ['silent host, fall 3', crash, 3, 10, 12.01],
    ['refused, fall 2', kill, 2, 2, 4.01],
    ['silent host, fall 2', crash, 2, 6, 8.01]
  ])('%s', (_name, fault, fall, least, most) => {
    const times = downTimes(fault, { 'haproxy-fall': fall })
    expect(Math.min(...times)).toBeGreaterThanOrEqual(least)
    expect(Math.max(...times)).toBeLessThanOrEqual(most)
    // The phase of the checks is anywhere within one interval.
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(1)
  })

  it('says DOWN and UP in HAProxy’s words, and UP two good checks after the port accepts again', () => {
    const { logs, fact } = run([kill, { kind: 'restart', at: seconds(20), target: 'master-1/kube-apiserver' }])
    expect(logs.find((text) => text.includes('is DOWN'))).toMatch(
      /^Server apiservers\/master-1 is DOWN, reason: Layer4 connection problem, info: "Connection refused at initial connection step of tcp-check", check duration: 0ms\. 2 active and 0 backup servers left\. \d+ sessions active, 0 requeued, 0 remaining in queue\.$/
    )
    expect(logs.at(-1)).toBe(
      'Server apiservers/master-1 is UP, reason: Layer4 check passed, check duration: 0ms. 3 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.'
    )
    expect(fact('lb-backend-up')[0]).toBeGreaterThan(12)
    expect(fact('lb-backend-up')[0]).toBeLessThan(14.1)
  })

  it('explains a DOWN of a silent host by the crash', () => {
    const { history } = run([crash])
    const down = history.timeline.facts.find(({ fact }) => fact === 'lb-backend-down')!
    const entry = history.timeline.get(down.entry)
    expect(entry.setting).toBe('haproxy-inter-ms')
    const cause = history.timeline.get(entry.cause)
    expect(cause.kind).toBe('lost')
    expect(history.timeline.get(cause.cause).kind).toBe('command')
  })

  it('asks /readyz with httpchk', () => {
    const { fact, users } = run([crash], { 'haproxy-httpchk': true })
    expect(fact('lb-backend-down')).toHaveLength(1)
    expect(Object.keys(users.answers).some((conn) => conn.startsWith('check'))).toBe(false)
  })
})

describe('connections', () => {
  const answers = (users: Client) => Object.values(users.answers)

  it('spreads new connections evenly', () => {
    const { users } = run([])
    for (const name of masters) expect(answers(users).filter((found) => found === name).length).toBeCloseTo(97, -1)
  })

  it('fails a third of the new connections until DOWN, after three retries; then none', () => {
    const { users, fact } = run([kill])
    const down = fact('lb-backend-down')[0]!
    const failed = answers(users).filter((found) => found === 'closed').length
    expect(failed).toBeGreaterThan((down * 10) / 3 - 2)
    expect(failed).toBeLessThan((down * 10) / 3 + 2)
    const last = Math.max(
      ...Object.entries(users.answers)
        .filter(([, by]) => by === 'closed')
        .map(([conn]) => Number(conn.slice(1)))
    )
    expect(last / 10 + 1 - 10).toBeLessThan(down)
    expect(fact('lb-rerouted')[0]! - down).toBeLessThan(0.11)
  })

  it('loses none with option redispatch', () => {
    expect(answers(run([kill], { 'haproxy-redispatch': true }).users)).not.toContain('closed')
  })

  it('lets connections to a silent host hang until timeout connect × 4', () => {
    const { users } = run([crash], { 'haproxy-timeout-connect-ms': 1_000 })
    expect(answers(users)).toContain('closed')
    const { users: patient } = run([crash])
    expect(answers(patient)).not.toContain('closed')
    expect(Object.keys(patient.answers).length).toBeLessThan(patient.sent - 20)
  })

  it('closes an open connection when its server dies, but not when the host falls silent', () => {
    const owner = run([]).users.stuck[0]!.split('/')[0]!
    const killed = run([{ kind: 'kill', at: seconds(10), target: `${owner}/kube-apiserver` }]).users.stuck
    expect(killed.slice(0, 2)).toEqual([`${owner}/kube-apiserver`, 'closed'])
    expect(killed[2]).not.toBe(`${owner}/kube-apiserver`)
    const silent: Fault = { kind: 'crash', at: seconds(10), machine: owner }
    expect(run([silent]).users.stuck).toEqual([`${owner}/kube-apiserver`])
    expect(run([silent], { 'haproxy-shutdown-sessions': true }).users.stuck[1]).toBe('closed')
  })

  it('closes new connections at once when no server is UP', () => {
    const faults = masters.map((name): Fault => ({ kind: 'kill', at: seconds(10), target: `${name}/kube-apiserver` }))
    const { users, logs, history } = run(faults)
    expect(logs).toContain('backend apiservers has no server available!')
    expect(users.answers[`c${users.sent - 1}`]).toBe('closed')
    const balancer = history.head.process('lb/load-balancer')
    expect(balancer.table.leaves[balancer.leaf]).toBe('no-server')
    expect((balancer.context as never as { connections: Map<string, unknown> }).connections.size).toBe(0)
  })
})
