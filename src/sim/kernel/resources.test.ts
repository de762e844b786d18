import { expect, test } from 'vitest'
import { ms } from '../../base/time'
import { compute, noWork, transmit, unshared } from './resources'
import type { Process, World } from './world'

/** Two processes of one machine of so many CPUs. */
function lab(cores: number) {
  const machine = { ...unshared }
  const processes = [0, 1].map((index) => ({ ...noWork, index, machine }) as unknown as Process)
  const world = { now: 0, cores, processes, setup: { flags: {} } } as unknown as World
  const asks = (index: number, cpuMs: number) => compute(world, processes[index]!, cpuMs) / 1_000
  return { world, asks, processes }
}

test('on an idle machine what is short costs nothing besides, and a long job its own time', () => {
  const { asks } = lab(4)
  expect(asks(0, 2)).toBe(0)
  expect(asks(1, 100)).toBe(100)
})

test('long jobs share the CPUs: each one more takes longer, and what is short waits for a turn of each', () => {
  const { asks } = lab(2)
  const waits = Array.from({ length: 20 }, () => asks(0, 100))
  expect(waits[0]).toBe(100)
  expect(waits[19]).toBeCloseTo(1_000)
  const short = asks(0, 1)
  expect(short).toBeGreaterThan(100)
  expect(short).toBeLessThan(1_000)
})

test('a process that is not the cause has its share at once, and takes it from the other', () => {
  const { asks } = lab(2)
  for (let i = 0; i < 20; i++) asks(0, 100)
  expect(asks(1, 1)).toBe(0)
  expect(asks(1, 50)).toBeLessThan(60)
})

test('work is done as time goes by, and what is given back was not done', () => {
  const { world, asks, processes } = lab(2)
  for (let i = 0; i < 20; i++) asks(0, 100)
  world.now = ms(500)
  expect(asks(0, 0)).toBeGreaterThan(0)
  expect(processes[0]!.backlogMs).toBeCloseTo(1_000)
  asks(0, -600)
  expect(processes[0]!.backlogMs).toBeCloseTo(400)
  world.now = ms(2_000)
  expect(asks(0, 1)).toBe(0)
})

test('the link is shared in turn, and one connection does not get all of it', () => {
  const { world, processes } = lab(2)
  const mib = 1_048_576
  const alone = transmit(world, processes[0]!, mib)
  expect(alone / 1_000).toBeCloseTo(mib / 625_000, 1)
  const many = Array.from({ length: 100 }, () => transmit(world, processes[1]!, mib))
  expect(many[99]! / 1_000).toBeCloseTo((101 * mib) / 1_250_000, 0)
})
