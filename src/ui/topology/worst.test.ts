import { expect, test } from 'vitest'
import type { PodView } from '../../store'
import { worstOf } from './worst'

const pod = (shape: PodView['shape'], alive = true): PodView => ({
  key: 'default/web-1',
  node: 'worker-1',
  status: '',
  shape,
  app: 'web',
  restarts: 0,
  claims: [],
  alive
})

test('the worst of a node and its pods is what its cell shows', () => {
  expect(worstOf({ up: true, health: 'ok', pods: [pod('ready')] })).toBe('ok')
  expect(worstOf({ up: true, health: 'ok', pods: [pod('ready'), pod('pending')] })).toBe('busy')
  expect(worstOf({ up: true, health: 'ok', pods: [pod('pending'), pod('failed')] })).toBe('warn')
  expect(worstOf({ up: true, health: 'ok', pods: [pod('ready', false)] })).toBe('warn')
  expect(worstOf({ up: true, health: 'warn', pods: [] })).toBe('warn')
  expect(worstOf({ up: false, health: 'bad', pods: [pod('ready', false)] })).toBe('bad')
})
