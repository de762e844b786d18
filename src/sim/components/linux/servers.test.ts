import { expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { answerOf } from './servers'

it('a server answers as its pod says until its container is so old, and then well', () => {
  const server = {
    port: 8080,
    latencyMs: 1,
    startupMs: 0,
    root: '',
    capacity: null,
    answers: { '/ready': { status: '503', untilMs: 7_000 }, '/live': { status: '500' } }
  }
  expect(answerOf(server, '/ready?verbose', seconds(6.9))?.status).toBe('503')
  expect(answerOf(server, '/ready', seconds(7))).toBeUndefined()
  expect(answerOf(server, '/live', seconds(70))?.status).toBe('500')
})
