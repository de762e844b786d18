import { expect, test } from 'vitest'
import type { ApiRequest } from '../kube-apiserver/messages'
import { runFake, type FakeAnswer } from './test-world'

const pod = (name: string) => ({
  kind: 'Pod',
  metadata: { name, labels: { app: 'web' } },
  status: { conditions: [{ type: 'Ready', status: 'True' }] }
})

/** Two pods of an app. */
const server = ({ options }: ApiRequest): FakeAnswer => {
  const { fieldSelector = '', labelSelector = '' } = options ?? {}
  const items = [pod('web-1'), pod('web-2')].filter(
    ({ metadata }) => labelSelector !== 'app=none' && (!fieldSelector || fieldSelector.endsWith(metadata.name))
  )
  return { code: 200, body: { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items } }
}

test('wait by a selector waits for each that it found, one after the other', () => {
  const { stdout, exit, calls } = runFake('wait --for=condition=Ready pod -l app=web', server)
  expect({ stdout, exit }).toEqual({ stdout: 'pod/web-1 condition met\npod/web-2 condition met\n', exit: 0 })
  expect(calls.filter((call) => call.includes('labelSelector'))).toHaveLength(1)
  expect(calls.filter((call) => call.includes('fieldSelector'))).toHaveLength(2)
})

test('wait for what a selector does not find ends at once', () => {
  const { stderr, exit } = runFake('wait --for=condition=Ready pod -l app=none', server)
  expect({ stderr, exit }).toEqual({ stderr: 'error: no matching resources found\n', exit: 1 })
})
