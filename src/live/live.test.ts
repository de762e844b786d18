import { afterAll, expect, test, vi } from 'vitest'
import { seconds } from '../base/time'
import { linkOf, story } from '../worker/test-session'
import { createLive, type Live } from './live'
import { liveOf } from './shared'
import { isAtRest } from './state'
import { portHere } from './test-port'

vi.mock('../worker/worker?worker', () => ({ default: class {} }))

/** One run for all tests that do not need another: opening it is what takes long. */
const one = createLive(linkOf(story), portHere)
afterAll(() => one.close())

const atRest = () => vi.waitFor(() => expect(isAtRest(one.store.getState())).toBe(true), { timeout: 20_000 })
const badge = () => one.store.getState().frame?.machines.find(({ id }) => id === 'master-1')?.badge

test('nothing runs before it is woken; then the run is read to its end', async () => {
  expect(one.store.getState()).toMatchObject({ awake: false, frame: null })
  const timeline = await one.whole()
  expect(timeline.faults.map(({ text }) => text)).toEqual(['3s crash master-1'])
  expect(timeline.end).toBeGreaterThanOrEqual(seconds(6))
  expect(one.store.getState().info?.faultAt).toBe(seconds(3))
})

test('what is sought is shown; of several at once the last', async () => {
  one.seek(seconds(1))
  one.seek(seconds(2))
  one.seek(seconds(4))
  await atRest()
  expect(one.store.getState().frame?.now).toBe(seconds(4))
  expect(badge()).toBe('crashed')
})

test('another instant is asked while the one shown stays', async () => {
  one.seek(seconds(1))
  await atRest()
  const seen: number[] = []
  const unsubscribe = one.store.subscribe(({ frame }) => seen.push(frame?.now ?? -1))
  const [frame, works] = await Promise.all([one.probe(seconds(4), 'frame'), one.probe(seconds(4), 'works')])
  unsubscribe()
  expect(frame?.machines.find(({ id }) => id === 'master-1')?.up).toBe(false)
  expect(works?.pills.find(({ id }) => id === 'reads')?.status).toBe('none')
  expect(new Set(seen)).toEqual(new Set([seconds(1)]))
})

test('a fault begins a branch, reset ends it, a refusal is a sentence', async () => {
  one.seek(seconds(1))
  expect(await one.act('crash worker-1')).toBeNull()
  expect(one.store.getState()).toMatchObject({ onBranch: true })
  expect(await one.act('crash worker-9')).toMatch(/worker-9/)
  const { playhead } = one.store.getState()
  await one.reset()
  expect(one.store.getState()).toMatchObject({ onBranch: false, playhead })
})

test('a line that changes something is a branch; one that reads is not', async () => {
  one.seek(seconds(1))
  const read = await one.type('kubectl get nodes')
  expect(read).toMatchObject({ code: 0, changed: false })
  expect('said' in read && read.said.map(({ text }) => text).join('')).toMatch(/master-1 +Ready/)
  expect(one.store.getState().onBranch).toBe(false)
  expect(await one.type('kubectl create configmap a')).toMatchObject({ code: 0, changed: true })
  expect(one.store.getState().onBranch).toBe(true)
})

test('who slept wakes on the same branch at the same instant', async () => {
  one.seek(seconds(2))
  await one.act('crash worker-1')
  const { inputs, playhead } = one.store.getState()
  one.sleep()
  expect(one.store.getState()).toMatchObject({ awake: false, inputs })
  one.wake()
  await atRest()
  await one.whole()
  expect(one.store.getState()).toMatchObject({ inputs, onBranch: true, playhead })
})

test('a link that cannot be opened says why', async () => {
  const other = createLive('no-such-scenario', portHere)
  await expect(other.whole()).rejects.toThrow(/no-such-scenario/)
  // Whatever is asked of it, the reason stays.
  expect(await other.ask('proposal', { setting: '' })).toBeNull()
  expect(await other.configure({ masters: 3 })).toMatch(/no-such-scenario/)
  other.close()
  expect(other.store.getState().error).toMatch(/no-such-scenario/)
})

test('equal links share a run, which sleeps when nobody sees it and ends when nobody holds it', () => {
  vi.useFakeTimers()
  const made: { wake: number; sleep: number }[] = []
  const make = (link: string): Live => {
    const counts = { wake: 0, sleep: 0 }
    made.push(counts)
    return { ...createLive(link, portHere), wake: () => void counts.wake++, sleep: () => void counts.sleep++ }
  }
  const a = liveOf('x', make)
  const b = liveOf('x', make)
  expect(a.live).toBe(b.live)
  expect(made).toEqual([{ wake: 0, sleep: 0 }])
  a.watch(true)
  b.watch(true)
  a.watch(false)
  vi.advanceTimersByTime(60_000)
  expect(made[0]).toMatchObject({ sleep: 0 })
  b.watch(false)
  vi.advanceTimersByTime(60_000)
  expect(made[0]).toMatchObject({ sleep: 1 })
  a.release()
  b.release()
  vi.advanceTimersByTime(60_000)
  expect(liveOf('x', make).live).not.toBe(a.live)
  vi.useRealTimers()
})
