import { addressOf } from '../protocol'
import { describe, expect, it } from 'vitest'
import { Prng } from '../../base/prng'
import { minutes, seconds } from '../../base/time'
import type { ApiRequest } from '../components/kube-apiserver/messages'
import { outboxInto, type Effect } from '../kernel/act'
import type { ProcessContext, SimEvent } from '../kernel/types'
import { createRecorder, nameOf, record, recorderResult, recorderTimer } from './events'
import { createSeriesRecorder, recordSeries, seriesResult, seriesTimer } from './eventsv1'
import { createClient, type ApiClient, type ApiResult } from './transport'

const about = { kind: 'Pod', namespace: 'default', name: 'web', uid: 'u1', apiVersion: 'v1' }
const context: ProcessContext = { self: 'master-1/kcm', now: 0, rng: Prng.fromSeed(1), config: {} }

/** As if its connection had been opened. */
const connected = (client: ApiClient): ApiClient => Object.assign(client, { conn: 'c', ready: true })

/** A recorder whose requests are all answered at once. */
function legacy(answer: (request: ApiRequest) => Partial<ApiResult> = () => ({ kind: 'response', code: 201 })) {
  const recorder = createRecorder('deployment-controller')
  const client = connected(createClient('master-1/kcm', 1, addressOf('kube-apiserver', 'master-1'), 'kcm', 'kcm'))
  const sent: ApiRequest[] = []
  const timers: { delay: number; event: SimEvent }[] = []
  const now = { ...context }
  const pump = (effects: Effect[]) => {
    for (const effect of effects) {
      if (effect.type === 'timer' && effect.event.type === 'events.retry') timers.push(effect)
      if (effect.type !== 'send' || effect.message.type !== 'api.request') continue
      const request = effect.message as ApiRequest
      sent.push(request)
      const { ref, request: call } = client.streams.get(request.id)!
      const later: Effect[] = []
      recorderResult(recorder, client, now, outboxInto(later), { ref, call, body: {}, ...answer(request) } as ApiResult)
      pump(later)
    }
  }
  const say = (message: string, reason = 'ScalingReplicaSet') => {
    const effects: Effect[] = []
    record(recorder, client, now, outboxInto(effects), about, 'Normal', reason, message)
    pump(effects)
  }
  const retry = () => {
    const effects: Effect[] = []
    recorderTimer(recorder, client, now, outboxInto(effects), timers.at(-1)!.event)
    pump(effects)
  }
  return { say, sent, now, timers, retry, recorder }
}

it('two components name their events of one object differently, also at the same time', () => {
  const names = [
    ...['attachdetach-controller', 'taint-eviction-controller', 'daemonset-controller'].map((one) =>
      createRecorder(one)
    ),
    createSeriesRecorder('default-scheduler', 'default-scheduler-master-1')
  ].map((recorder) => nameOf(recorder, context, about))
  expect(new Set(names).size).toBe(names.length)
})

describe('core/v1 events', () => {
  it('posts the first and patches the count of an equal one', () => {
    const { say, sent, now } = legacy()
    say('Scaled up')
    now.now = seconds(3)
    say('Scaled up')
    expect(sent.map(({ verb }) => verb)).toEqual(['create', 'patch'])
    expect(sent[0]!.body).toMatchObject({ count: 1, message: 'Scaled up', firstTimestamp: '2026-01-01T00:00:00Z' })
    expect(sent[1]!.body).toEqual({ count: 2, lastTimestamp: '2026-01-01T00:00:03Z', message: 'Scaled up' })
    expect(sent[1]!.name).toBe((sent[0]!.body as { metadata: { name: string } }).metadata.name)
  })

  it('combines from the tenth similar one within ten minutes', () => {
    const { say, sent, now } = legacy()
    for (let i = 1; i <= 12; i++) {
      now.now += seconds(1)
      say(`message ${i}`)
    }
    expect(sent.map(({ verb }) => verb)).toEqual([...Array(10).fill('create'), 'patch', 'patch'])
    expect(sent[8]!.body).toMatchObject({ message: 'message 9' })
    expect(sent[9]!.body).toMatchObject({ message: '(combined from similar events): message 10', count: 1 })
    expect(sent[11]!.body).toMatchObject({ message: '(combined from similar events): message 12', count: 3 })
    now.now += minutes(11)
    say('message 13')
    expect(sent.at(-1)!.body).toMatchObject({ message: 'message 13' })
  })

  it('drops what one object says too often: 25, then one per five minutes', () => {
    const { say, sent, now } = legacy()
    for (let i = 0; i < 40; i++) say('again')
    expect(sent).toHaveLength(25)
    now.now = minutes(5)
    say('again')
    say('again')
    expect(sent).toHaveLength(26)
    expect(sent.at(-1)!.body).toMatchObject({ count: 41 })
  })

  it('tries again when the API could not be reached, and posts anew what has expired', () => {
    let reachable = false
    const { say, sent, timers, retry } = legacy(({ verb }) =>
      reachable
        ? { kind: 'response', code: verb === 'patch' ? 404 : 201 }
        : { kind: 'error', error: 'connection refused' }
    )
    say('once')
    retry()
    expect(timers.map(({ delay }) => delay <= seconds(10))).toEqual([true, true])
    expect(timers[1]!.delay).toBe(seconds(10))
    reachable = true
    retry()
    say('once')
    expect(sent.map(({ verb }) => verb)).toEqual(['create', 'create', 'create', 'patch', 'create'])
  })
})

describe('events.k8s.io/v1 series', () => {
  it('posts the first, patches the second as a series, counts further ones, and finishes after six quiet minutes', () => {
    const recorder = createSeriesRecorder('default-scheduler', 'default-scheduler-master-1')
    const client = connected(createClient('master-1/s', 1, addressOf('kube-apiserver', 'master-1'), 's', 's'))
    const effects: Effect[] = []
    const out = outboxInto(effects)
    const now = { ...context }
    const event = {
      regarding: about,
      type: 'Warning',
      reason: 'FailedScheduling',
      action: 'Scheduling',
      note: 'no room'
    } as const
    for (let i = 0; i < 4; i++) recordSeries(recorder, client, now, out, event)
    const requests = () =>
      effects.flatMap((effect) =>
        effect.type === 'send' && effect.message.type === 'api.request' ? [effect.message as ApiRequest] : []
      )
    expect(requests().map(({ verb }) => verb)).toEqual(['create', 'patch'])
    expect(requests()[1]!.body).toMatchObject({ series: { count: 2 } })
    expect(seriesResult(recorder, client, now, out, { kind: 'watch-end', ref: null } as ApiResult)).toBe(false)
    now.now = minutes(7)
    seriesTimer(recorder, client, now, out, { type: 'event-series.finish' })
    expect(requests().at(-1)!.body).toMatchObject({ series: { count: 4 } })
    expect(recorder.cache.size).toBe(0)
  })
})
