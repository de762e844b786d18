import { describe, expect, it } from 'vitest'
import type { ContainerStatus, PodSpec } from '../../api/types'
import { minutes, seconds } from '../../../base/time'
import { goDuration } from '../../api/duration'
import { isInBackOffSince, nextBackOff, type Backoff } from './backoff'
import { phaseOf, podReady } from './phase'

const running = { running: { startedAt: '' } }
const waiting = { waiting: { reason: 'CrashLoopBackOff' } }
const ended = (exitCode: number) => ({ terminated: { exitCode } })
const status = (name: string, state: object, lastState: object = {}): ContainerStatus => ({
  name,
  image: '',
  imageID: '',
  ready: false,
  restartCount: 0,
  state,
  lastState
})
const spec = (restartPolicy: string, names: string[], init: string[] = []): PodSpec => ({
  restartPolicy,
  containers: names.map((name) => ({ name })),
  initContainers: init.map((name) => ({ name }))
})

describe('the phase', () => {
  it.each([
    ['Always', [running], 'Running'],
    ['Always', [ended(1)], 'Running'],
    ['Always', [waiting], 'Pending'],
    ['OnFailure', [ended(0)], 'Succeeded'],
    ['OnFailure', [ended(1)], 'Running'],
    ['Never', [ended(1)], 'Failed'],
    ['Never', [ended(0), ended(0)], 'Succeeded'],
    ['Never', [ended(0), running], 'Running'],
    ['Never', [ended(0), ended(2)], 'Failed']
  ])('%s with %j is %s', (policy, states, phase) => {
    const names = states.map((_, i) => `c${i}`)
    expect(
      phaseOf(
        spec(policy, names),
        [],
        names.map((name, i) => status(name, states[i]!))
      )
    ).toBe(phase)
  })

  it('counts a container that waits after an end as stopped', () => {
    expect(phaseOf(spec('Always', ['a']), [], [status('a', waiting, ended(1))])).toBe('Running')
  })

  it('is Pending until init containers have succeeded, and Failed if one cannot', () => {
    expect(phaseOf(spec('Always', ['a'], ['i']), [status('i', running)], [status('a', waiting)])).toBe('Pending')
    expect(phaseOf(spec('Never', ['a'], ['i']), [status('i', ended(1))], [status('a', waiting)])).toBe('Failed')
  })
})

it('readiness gates keep a pod with ready containers unready', () => {
  const gated = { ...spec('Always', ['a']), readinessGates: [{ conditionType: 'lb/ready' }] }
  const ready = [{ ...status('a', running), ready: true }]
  expect(podReady(gated, [], ready, 'Running')).toEqual({
    type: 'Ready',
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message: 'corresponding condition of pod readiness gate "lb/ready" does not exist.'
  })
  expect(podReady(gated, [{ type: 'lb/ready', status: 'True' }], ready, 'Running').status).toBe('True')
})

it('back-off doubles to five minutes and starts over after ten minutes of peace', () => {
  const entries = new Map<string, Backoff>()
  const limits = { initial: seconds(10), max: minutes(5) }
  const series: string[] = []
  let now = 0
  for (let i = 0; i < 7; i++) {
    nextBackOff(entries, 'a', now, { now }, limits)
    series.push(goDuration(entries.get('a')!.backoff))
    now += entries.get('a')!.backoff
  }
  expect(series).toEqual(['10s', '20s', '40s', '1m20s', '2m40s', '5m0s', '5m0s'])
  const exit = entries.get('a')!.lastUpdate + minutes(10) + 1
  expect(isInBackOffSince(entries, 'a', exit, { now: exit }, limits)).toBe(false)
  nextBackOff(entries, 'a', exit, { now: exit }, limits)
  expect(entries.get('a')!.backoff).toBe(seconds(10))
})
