import { expect, test } from 'vitest'
import { upToMessage } from './up-to-message'

const whole = [
  'sequenceDiagram',
  '  participant User as User',
  '  participant kubectl as kubectl',
  '  participant APIServer as API Server',
  '  participant etcd as etcd',
  '  User->>kubectl: run nginx',
  '  kubectl->>APIServer: POST pods',
  '  APIServer->>etcd: txn'
].join('\n')

test('the diagram grows message by message, participants as they come', () => {
  expect(upToMessage(whole, 1, 40).split('\n')).toEqual([
    'sequenceDiagram',
    '  participant User as User',
    '  participant kubectl as kubectl',
    '  User->>kubectl: run nginx'
  ])
  expect(upToMessage(whole, 3, 40)).toBe(whole)
})

test('a long diagram shows its last messages', () => {
  expect(upToMessage(whole, 3, 1).split('\n').slice(1)).toEqual([
    '  participant APIServer as API Server',
    '  participant etcd as etcd',
    '  APIServer->>etcd: txn'
  ])
})
