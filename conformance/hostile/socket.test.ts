import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { presetOf, type Scenario } from '../../src/scenarios'
import { startServing, type Serving } from '../../src/serve/serve'

const scenario: Scenario = {
  ...presetOf('single-master-fails')!,
  cluster: { masters: 1, workers: 0, zones: 0, runtime: 'containerd', loadBalancer: false },
  flags: { 'users-rate-per-s': 0 },
  workloads: [],
  faults: [],
  untilSeconds: 5
}

let serving: Serving
beforeAll(async () => {
  const started = await startServing({ scenario, speed: 10, port: 0, host: '127.0.0.1' })
  if (!started.ok) throw new Error(started.error)
  serving = started.value
}, 60_000)
afterAll(() => serving?.stop())

/** The endpoint still works for everybody else. */
async function alive(): Promise<void> {
  expect((await ask('GET', '/api/v1/namespaces/default')).code).toBe(200)
  expect(serving.live.simulation.breaches).toEqual([])
}

function ask(
  method: string,
  path: string,
  body: Buffer | string = '',
  headers: Record<string, string> = {}
): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      {
        host: '127.0.0.1',
        port: serving.port,
        method,
        path,
        ca: serving.ca,
        ...serving.admin,
        agent: false,
        headers: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers }
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve({ code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
      }
    )
    request.on('error', reject)
    request.end(body)
  })
}

/** Bytes over TLS, as they are; gives what came until the other side hung up or so long. */
function raw(bytes: string | Buffer, patience = 3_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host: '127.0.0.1', port: serving.port, ca: serving.ca, ALPNProtocols: ['http/1.1'] })
    const chunks: Buffer[] = []
    const done = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve(Buffer.concat(chunks).toString('latin1'))
    }
    const timer = setTimeout(done, patience)
    socket.on('secureConnect', () => socket.write(bytes))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', done)
    socket.on('close', done)
  })
}

test.each([
  ['no HTTP at all', '\u0000\u0001\u0002 what\r\n\r\n', ''],
  ['a method that is none', 'BREW /coffee HTTP/1.1\r\nhost: x\r\n\r\n', ''],
  ['two lengths', 'POST /api HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', '400'],
  ['a length that is none', 'POST /api HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n', '400'],
  ['headers without end', `GET / HTTP/1.1\r\nhost: x\r\nbig: ${'x'.repeat(100_000)}\r\n\r\n`, '431'],
  ['a target without end', `GET /${'a'.repeat(17_000)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`, '4'],
  [
    'an upgrade to what nobody speaks',
    'GET /api/v1/namespaces/default/pods/x/exec?command=a HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: telnet\r\n\r\n',
    '403'
  ],
  [
    'a WebSocket without a key',
    'GET /api/v1/namespaces/default/pods/x/exec?command=a HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n',
    '403'
  ]
])('%s is answered or hung up on', async (_name, bytes, code) => {
  const answer = await raw(bytes)
  if (code !== '') expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${code}`))
  await alive()
})

const isRefusal = (code: number): boolean => code >= 400 && code < 500

test('a body that is too large, too deep or no protobuf gets an answer', async () => {
  const path = '/api/v1/namespaces/default/configmaps'
  const large = `{"metadata":{"name":"big"},"data":{"a":"${'x'.repeat(4 * 1024 * 1024)}"}}`
  expect((await ask('POST', path, large)).code).toBe(413)
  for (const depth of [500, 5_000, 100_000])
    expect((await ask('POST', path, `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)).code).toSatisfy(isRefusal)
  const yaml = `a: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d]\n`
  expect((await ask('POST', path, yaml, { 'content-type': 'application/yaml' })).code).toBeLessThan(500)
  const protobuf = { 'content-type': 'application/vnd.kubernetes.protobuf' }
  for (const bytes of ['', '6b387300', '6b387300ffffffffffffffffff', '6b3873000a03ff', '6b387300120508ffffff7f'])
    expect((await ask('POST', path, Buffer.from(bytes, 'hex'), protobuf)).code).toSatisfy(isRefusal)
  await alive()
})

test('who comes slowly, or says nothing, holds up nobody', async () => {
  const silent = Array.from({ length: 20 }, () => net.connect(serving.port, '127.0.0.1'))
  const slow = tls.connect({ host: '127.0.0.1', port: serving.port, ca: serving.ca, ALPNProtocols: ['http/1.1'] })
  slow.on('error', () => undefined)
  slow.on('secureConnect', () =>
    slow.write('POST /api/v1/namespaces HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{')
  )
  for (const socket of silent) socket.on('error', () => undefined)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await alive()
  for (const socket of silent) socket.destroy()
  slow.destroy()
  await alive()
})
