import { expect, it, vi } from 'vitest'
import type { Client, Values } from '../../../live'
import { keyOf, measure, seeds, useMeasured } from './measure'

vi.mock('../../../worker/worker?worker', () => ({ default: class {} }))
vi.stubGlobal('navigator', { hardwareConcurrency: 4 })

it('runs each seed once, however often it is asked while runs are under way', async () => {
  const asked: { readonly what: string; readonly seed: number; readonly answer: () => void }[] = []
  const client = {
    ask: (_: string, { what, seed }: { what: string; seed: number }) =>
      new Promise((done) => {
        const reply = what === 'price' ? { price: { evicted: 0, elections: 0 } } : { sample: { detect: seed } }
        asked.push({ what, seed, answer: () => done(reply) })
      }),
    close: () => undefined
  } as Partial<Client> as Client
  const values = { 'node-monitor-grace-period': 40 } as Partial<Values> as Values
  const ask = () => measure('worker', [values], () => client)
  ask()
  for (let answered = 0; answered < asked.length; answered++) {
    ask()
    asked[answered]!.answer()
    await new Promise((later) => setTimeout(later))
    ask()
  }
  expect(asked.map(({ what, seed }) => `${what} ${seed}`).sort()).toEqual([
    'price 1',
    ...Array.from({ length: seeds }, (_, i) => `worker ${i + 1}`)
  ])
  const known = useMeasured.getState().known[keyOf('worker', values)]!
  expect(known.samples).toHaveLength(seeds)
  expect(known.price).toEqual({ evicted: 0, elections: 0 })
})
