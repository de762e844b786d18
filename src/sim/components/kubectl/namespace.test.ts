import { expect, test } from 'vitest'
import type { ApiRequest } from '../kube-apiserver/messages'
import { runFake, type FakeAnswer } from './test-world'

/** Answers every request as one about nothing would be. */
function asked(line: string): readonly ApiRequest[] {
  const requests: ApiRequest[] = []
  const server = (request: ApiRequest): FakeAnswer => {
    requests.push(request)
    const spec = { containers: [{ name: 'web', image: 'old' }] }
    const metadata = { resourceVersion: '1', name: request.name ?? 'x', uid: 'u' }
    return { code: 200, body: { kind: 'List', apiVersion: 'v1', metadata, items: [], spec, status: {} } }
  }
  runFake(line, server)
  return requests.filter(({ path }) => path === undefined)
}

test.each([
  'get pods -n team',
  '-n team get pods',
  'get -n team pods',
  'get pods --namespace=team',
  '--namespace team get pod web',
  '--request-timeout 5s -n team get pods',
  'describe pod web -n team',
  'delete pod web -n team --wait=false',
  'create deployment web --image=nginx -n team',
  'run web --image=nginx -n team',
  'scale deployment web --replicas=2 -n team',
  'label pod web a=b -n team',
  'expose deployment web --port=80 -n team',
  'set image deployment/web web=nginx -n team',
  'rollout restart deployment/web -n team',
  'logs web -n team',
  'wait --for=delete pod/web -n team',
  `patch deployment web -p {"spec":null} -n team`
])('%s: the namespace is read wherever it stands', (line) => {
  const [first] = asked(line)
  expect(first?.namespace).toBe('team')
})
