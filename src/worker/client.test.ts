import { expect, test, vi } from 'vitest'
import { createClient, Crashed, Refused, type Port } from './client'
import type { FromWorker, ToWorker } from './protocol'

vi.mock('./worker?worker', () => ({ default: class {} }))

function setup() {
  const sent: ToWorker[] = []
  const heard: string[] = []
  const port: Port = { postMessage: (message) => sent.push(message), terminate: () => {}, onmessage: null }
  const client = createClient(port, (message) => heard.push(message.type))
  const say = (message: unknown) => port.onmessage!({ data: message as FromWorker } as MessageEvent<FromWorker>)
  return { sent, heard, client, say }
}

test('an answer of two messages resolves with the last one and holds both', async () => {
  const { client, say, sent, heard } = setup()
  const asked = client.ask({ type: 'open', link: 'ha-master-fails' })
  expect(sent).toEqual([{ type: 'open', link: 'ha-master-fails', id: 1 }])
  say({ type: 'opened', id: 1, playhead: 7 })
  say({ type: 'timeline' })
  say({ type: 'frame', id: 1, frame: { now: 7 } })
  const answers = await asked
  expect([answers.opened?.playhead, answers.frame?.frame.now]).toEqual([7, 7])
  expect(heard).toEqual(['opened', 'timeline', 'frame'])
})

test('a refusal rejects its own request only, with the sentence', async () => {
  const { client, say } = setup()
  const first = client.ask({ type: 'fault', text: 'crash nobody' })
  const second = client.ask({ type: 'link', selection: '' })
  say({ type: 'refused', id: 1, error: "'nobody' is not a machine" })
  say({ type: 'link', id: 2, link: 'z1:abc' })
  await expect(first).rejects.toEqual(new Refused("'nobody' is not a machine"))
  expect((await second).link?.link).toBe('z1:abc')
})

test('a crash rejects everything that waits', async () => {
  const { client, say } = setup()
  const first = client.ask({ type: 'seek', at: 1 })
  const second = client.ask({ type: 'metrics' })
  say({ type: 'crashed', error: 'two leaders in term 3', link: 'z1:abc' })
  await expect(first).rejects.toBeInstanceOf(Crashed)
  await expect(second).rejects.toBeInstanceOf(Crashed)
})
