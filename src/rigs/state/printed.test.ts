import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import { parseTime } from '../../sim/api/timestamp'
import type { ContainerStatus, Pod } from '../../sim/api/types'
import { logText, parseLog } from '../../sim/components/kubelet/log-file'
import '../../sim/whole'
import { printed } from './printed'

const startedAt = '2026-11-29T05:00:00Z'
const ended = (life: object) => ({
  terminated: { exitCode: 0, startedAt, finishedAt: '2026-11-29T05:00:02Z', ...life }
})
const log = (script: string, status: object, restarts = 0, env: object[] = []): string => {
  const containers = [{ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', script], env }]
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec: { containers } }
  const now = parseTime(startedAt) + seconds(12)
  const place = { pod: { ...pod, status: {} } as unknown as Pod, container: 'c', files: new Map(), services: [], now }
  const whole = { restartCount: 0, state: {}, lastState: {}, ...status } as unknown as ContainerStatus
  return logText(parseLog(printed(place, whole, restarts)), {}, now)
}

test('a container that goes on has printed what its loop prints by then', () => {
  const state = { running: { startedAt } }
  expect(log('while true; do echo tick; sleep 5; done', { state })).toBe('tick\ntick\ntick\n')
})

test('one that ended has printed both its streams, and one that waits to start again what it printed before', () => {
  const script = 'echo starting; sleep 1; echo boom >&2; exit 3'
  expect(log(script, { state: ended({ exitCode: 3 }) })).toBe('starting\nboom\n')
  const waits = { waiting: { reason: 'CrashLoopBackOff' } }
  expect(log(script, { state: waits, lastState: ended({}), restartCount: 2 }, 2)).toBe('starting\nboom\n')
  expect(log('echo', { state: ended({ reason: 'OOMKilled' }) })).toBe('')
})

test('its variables are those of its pod', () => {
  const env = [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }]
  expect(log('echo $POD', { state: ended({}) }, 0, env)).toBe('p\n')
})
