import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Closed, createClient, Crashed, Refused, type Heard, type Port } from './client'
import type { FromWorker, ToWorker } from './protocol'

vi.mock('./worker?worker', () => ({ default: class {} }))
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

interface FakePort extends Port {
  readonly sent: ToWorker[]
  ended: boolean
}

function setup() {
  const ports: FakePort[] = []
  const heard: Heard[] = []
  const start = () => {
    const sent: ToWorker[] = []
    const port: FakePort = {
      sent,
      ended: false,
      postMessage: (message) => sent.push(message),
      terminate: () => (port.ended = true),
      onmessage: null,
      onerror: null
    }
    ports.push(port)
    return port
  }
  const client = createClient(start, (message) => heard.push(message))
  const say = (message: unknown, port = ports.at(-1)!) =>
    port.onmessage!({ data: message as FromWorker } as MessageEvent<FromWorker>)
  const shown = (now: number, machines = 3) => ({
    frame: { now, machines: Array.from({ length: machines }) },
    changed: { inputs: 'z1:inputs' }
  })
  return { ports, heard, client, say, shown }
}
const types = (heard: readonly Heard[]) => heard.map(({ type }) => type)

test('a reply resolves its request, and what it shows is heard before', async () => {
  const { client, say, ports, heard, shown } = setup()
  const asked = client.ask('open', { link: 'ha-master-fails' })
  expect(ports[0]!.sent).toEqual([{ type: 'open', link: 'ha-master-fails', id: 1 }])
  say({ type: 'timeline' })
  say({ type: 'reply', id: 1, reply: { ...shown(7), playhead: 7 } })
  expect((await asked).playhead).toBe(7)
  expect(types(heard)).toEqual(['timeline', 'shown'])
})

test('a refusal rejects its own request only, with the sentence', async () => {
  const { client, say } = setup()
  const first = client.ask('fault', { text: 'crash nobody' })
  const second = client.ask('link', { selection: '' })
  say({ type: 'refused', id: 1, error: "'nobody' is not a machine" })
  say({ type: 'reply', id: 2, reply: { link: 'z1:abc' } })
  await expect(first).rejects.toEqual(new Refused("'nobody' is not a machine"))
  expect((await second).link).toBe('z1:abc')
})

test('a bug rejects what led to it and is told with its link; the rest is still answered', async () => {
  const { client, say, heard } = setup()
  const first = client.ask('seek', { at: 1 })
  const second = client.ask('link', { selection: '' })
  say({ type: 'crashed', id: 1, error: 'two leaders in term 3', link: 'z1:abc' })
  say({ type: 'reply', id: 2, reply: { link: 'z1:abc' } })
  await expect(first).rejects.toBeInstanceOf(Crashed)
  expect((await second).link).toBe('z1:abc')
  expect(types(heard)).toEqual(['crashed'])
})

test('closing rejects everything that waits', async () => {
  const { client, ports } = setup()
  const asked = client.ask('seek', { at: 1 })
  client.close()
  await expect(asked).rejects.toBeInstanceOf(Closed)
  expect(ports[0]!.ended).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})

test('a dead worker is started again with the same inputs at the same instant; dead again, it is given up', async () => {
  const { client, say, ports, heard, shown } = setup()
  const opened = client.ask('open', { link: '' })
  say({ type: 'reply', id: 1, reply: shown(5_000_000) })
  await opened
  const waiting = client.ask('metrics', {})
  ports[0]!.onerror!({ message: 'out of memory' } as ErrorEvent)
  await expect(waiting).rejects.toBeInstanceOf(Crashed)
  expect(ports).toHaveLength(2)
  expect(ports[1]!.sent[0]).toMatchObject({ type: 'open', link: 'z1:inputs' })
  say({ type: 'reply', id: ports[1]!.sent[0]!.id, reply: shown(0) })
  await vi.advanceTimersByTimeAsync(0)
  expect(ports[1]!.sent[1]).toMatchObject({ type: 'seek', at: 5_000_000 })
  // Words of the old one count no more.
  say({ type: 'timeline' }, ports[0])
  ports[1]!.onerror!({ message: 'out of memory' } as ErrorEvent)
  expect(types(heard)).toEqual(['shown', 'revived', 'shown', 'crashed'])
  expect(heard.at(-1)).toMatchObject({ link: 'z1:inputs' })
  expect(ports).toHaveLength(2)
})

test('a worker that owes an answer and falls silent is started again; one that says that it works is not', async () => {
  const { client, say, ports, shown } = setup()
  void client.ask('open', { link: '' })
  say({ type: 'reply', id: 1, reply: shown(0) })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(ports).toHaveLength(1)
  const waiting = client.ask('seek', { at: 1 }).catch((error: unknown) => error)
  for (let i = 0; i < 60; i++) {
    await vi.advanceTimersByTimeAsync(1_000)
    say({ type: 'alive', opened: 0.5 })
  }
  expect(ports).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(25_000)
  expect(await waiting).toBeInstanceOf(Crashed)
  expect(ports).toHaveLength(2)
})

test('in a large cluster one answer takes longer before its worker is taken for dead', async () => {
  const { client, say, ports, shown } = setup()
  void client.ask('open', { link: '' })
  say({ type: 'reply', id: 1, reply: shown(0, 5_000) })
  const waiting = client.ask('inspect', { target: 'worker-1' }).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(100_000)
  expect(ports).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(25_000)
  expect(await waiting).toBeInstanceOf(Crashed)
  expect(ports).toHaveLength(2)
})
