import https from 'node:https'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSimulation, type OutsideAct } from '../sim'
import { prepare, presetOf, type Scenario } from '../scenarios'
import { startServing, type Serving } from './serve'

const scenario: Scenario = {
  ...presetOf('single-master-fails')!,
  cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
  workloads: [],
  faults: [],
  untilSeconds: 5
}

let serving: Serving
let agent: https.Agent

beforeAll(async () => {
  const started = await startServing({ scenario, speed: 10, port: 0, host: '127.0.0.1' })
  if (!started.ok) throw new Error(started.error)
  serving = started.value
  const { cert, key } = serving.admin
  agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: serving.ca, cert, key })
})
afterAll(() => {
  agent?.destroy()
  serving?.stop()
})

interface Answer {
  readonly code: number
  readonly body: { readonly kind?: string; readonly message?: string; readonly items?: readonly unknown[] }
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  by: https.Agent | undefined = agent
): Promise<Answer> {
  const text = body === undefined ? '' : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const request = https.request(
      {
        host: '127.0.0.1',
        port: serving.port,
        method,
        path,
        ca: serving.ca,
        agent: by ?? false,
        // A DELETE's length is not told by itself.
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers }
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : { message: text }
          resolve({ code: response.statusCode ?? 0, body: parsed as Answer['body'], headers: response.headers })
        })
      }
    )
    request.on('error', reject)
    request.end(text)
  })
}

const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } })

test('an object is made, read, listed and deleted over a real socket', async () => {
  const path = '/api/v1/namespaces/default/configmaps'
  expect((await ask('POST', path, configMap('one'))).code).toBe(201)
  expect((await ask('POST', path, configMap('one'))).code).toBe(409)
  expect((await ask('GET', `${path}/one`)).body.kind).toBe('ConfigMap')
  const table = await ask('GET', path, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })
  expect(table.body.kind).toBe('Table')
  expect((await ask('DELETE', `${path}/one`)).code).toBe(200)
  expect((await ask('GET', `${path}/one`)).code).toBe(404)
})

test('a write that is only tried leaves everything as it is, however it says so', async () => {
  const path = '/api/v1/namespaces/default/configmaps'
  const all = { kind: 'DeleteOptions', apiVersion: 'v1', dryRun: ['All'] }
  expect((await ask('POST', `${path}?dryRun=All`, configMap('tried'))).code).toBe(201)
  expect((await ask('GET', `${path}/tried`)).code).toBe(404)
  const made = await ask('POST', path, configMap('kept'))
  const same = async () => expect((await ask('GET', `${path}/kept`)).body).toEqual(made.body)
  for (const [query, body] of [['?dryRun=All'], ['', all]] as const) {
    expect((await ask('DELETE', `${path}/kept${query}`, body)).code).toBe(200)
    await same()
    expect((await ask('DELETE', `${path}${query}`, body)).code).toBe(200)
    await same()
  }
  expect((await ask('PUT', `${path}/kept?dryRun=All`, { ...configMap('kept'), data: { a: 'c' } })).code).toBe(200)
  await same()
  const wrong = await ask('DELETE', `${path}/kept`, { ...all, propagationPolicy: 'Foo' })
  expect([wrong.code, wrong.body.message]).toEqual([422, expect.stringContaining('"Foo": supported values:')])
  expect((await ask('DELETE', `${path}/kept`)).code).toBe(200)
})

test('what cannot be understood gets an answer, not silence', async () => {
  expect((await ask('GET', '/api/v1/nothings')).code).toBe(404)
  expect(
    (await ask('PATCH', '/api/v1/namespaces/default/configmaps/x', {}, { 'content-type': 'text/plain' })).code
  ).toBe(415)
  expect((await ask('GET', '/api/v1/pods', undefined, { accept: 'text/html' })).code).toBe(406)
  expect((await ask('GET', '/%E0%A4%A')).code).toBe(404)
})

test('who shows no certificate is anonymous and may not look at objects', async () => {
  const bare = new https.Agent({ ca: serving.ca })
  expect((await ask('GET', '/api/v1/pods', undefined, {}, bare)).code).toBe(403)
  expect((await ask('GET', '/version', undefined, {}, bare)).code).toBe(200)
  bare.destroy()
})

test('a server that dies takes its connections with it, and the run that is saved gives the same hash', async () => {
  const waiting = ask('GET', '/api/v1/namespaces/default/configmaps?watch=true')
  await new Promise((done) => setTimeout(done, 100))
  serving.fault('kill master-1/kube-apiserver')
  await expect(waiting).rejects.toThrow(/reset|ECONNRESET|hang up|aborted/)
  const saved = serving.saved()
  expect(saved.outside?.length).toBeGreaterThan(10)
  const spec = prepare(saved)
  if (!spec.ok) throw new Error(spec.error)
  const again = createSimulation({ ...spec.value, outside: spec.value.outside as readonly OutsideAct[] })
  again.history.advance(saved.untilSeconds * 1e6)
  expect(again.history.timeline.digest()).toBe(serving.hash())
})
