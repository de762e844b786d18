import { expect, it } from 'vitest'
import { type } from './test-lines'

const svc = '/api/v1/namespaces/default/services'

it('passes a request on to a pod or to an endpoint of a service, and says why it cannot', () => {
  const texts = type([
    [1, 'create deployment web --image=nginx'],
    [2, 'expose deployment web --port=8080 --target-port=80'],
    [3, 'create service clusterip none --tcp=80'],
    [20, `get --raw ${svc}/web:8080/proxy/`],
    [21, `get --raw ${svc}/web:9/proxy/`],
    [22, `get --raw ${svc}/none:80/proxy/`],
    [23, `get --raw ${svc}/gone/proxy/`],
    [24, `get --raw ${svc}/a:b:c:d/proxy/`],
    [25, 'get --raw /api/v1/namespaces/default/pods/gone/proxy/']
  ]).map(({ text }) => text)
  expect(texts[3]).toContain('Welcome to nginx!')
  expect(texts.slice(4)).toEqual([
    'Error from server (ServiceUnavailable): no service port 9 found for service "web"\n',
    'Error from server (ServiceUnavailable): no endpoints available for service "none"\n',
    'Error from server (NotFound): services "gone" not found\n',
    'Error from server (BadRequest): invalid service request "a:b:c:d"\n',
    'Error from server (NotFound): pods "gone" not found\n'
  ])
})

it('waits half a minute for a node that is silent, and is told at once by a port that is closed', () => {
  const [, , closed, silent] = type(
    [
      [1, 'run web --image=nginx --port=80'],
      [2, 'run shut --image=nginx --port=81'],
      [15, 'get --raw /api/v1/namespaces/default/pods/shut/proxy/'],
      [31, 'get --raw /api/v1/namespaces/default/pods/web/proxy/']
    ],
    '30s crash worker-1'
  )
  const text = 'Error from server (ServiceUnavailable): the server is currently unable to handle the request\n'
  expect([closed!.text, silent!.text]).toEqual([text, text])
  expect(closed!.took).toBeLessThan(1)
  expect(silent!.took).toBeGreaterThan(29)
})

it("asks a node's kubelet for a path of its own, and gives a request no more time than it has", () => {
  const texts = type(
    [
      [5, 'get --raw /api/v1/nodes/worker-1/proxy/healthz'],
      [6, 'get --raw /api/v1/nodes/worker-1:10250/proxy/pods'],
      [7, 'get --raw /api/v1/nodes/gone/proxy/healthz'],
      [8, 'get --raw /api/v1/pods?timeout=1ns'],
      [9, 'get --raw /api/v1/pods?timeout=1m'],
      [31, 'get --raw /api/v1/nodes/worker-1/proxy/healthz']
    ],
    '30s kill worker-1/kubelet'
  ).map(({ text }) => text)
  expect(texts[0]).toBe('ok')
  expect(texts[1]).toContain('"kind":"PodList"')
  expect(texts[1]).toContain('kube-proxy-')
  expect(texts[2]).toBe('Error from server (NotFound): nodes "gone" not found\n')
  expect(texts[3]).toContain('Error from server (Timeout): ')
  expect(texts[4]).toContain('"kind":"PodList"')
  expect(texts[5]).toContain('Error from server (ServiceUnavailable)')
})
