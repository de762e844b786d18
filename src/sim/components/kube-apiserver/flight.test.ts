import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { presetOf, prepare, type Scenario } from '../../../scenarios'
import { createSimulation } from '../../simulation'
import { contextOf } from '../contexts'
import type { ApiServer } from './context'

const base = presetOf('single-master-fails')!

function run(faults: readonly string[], flags: Scenario['flags'] = {}) {
  const spec = prepare({ ...base, faults: [...faults], flags: { ...base.flags, ...flags } })
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  const server = (): ApiServer => contextOf(history.head.process('master-1/kube-apiserver'), 'kube-apiserver')!
  return { history, server, until: (at: number) => history.advance(seconds(at)) }
}

/** Reads and writes that somebody waits for. */
const waited = ({ connections }: ApiServer) =>
  [...connections.values()].flatMap(({ streams }) => [...streams.values()]).filter(({ place }) => place !== 'none')
    .length

describe('places in flight', () => {
  it('are those of streams whose client waits, also with a silent etcd', () => {
    const { server, until, history } = run(['10s pause master-1/etcd', '80s resume master-1/etcd'])
    for (let at = 12; at <= 100; at += 4) {
      until(at)
      const { inflightReads, inflightWrites } = server()
      expect(inflightReads + inflightWrites).toBe(waited(server()))
      expect(inflightReads).toBeGreaterThanOrEqual(0)
    }
    // Clients that gave up after 10 s at the latest hold no place: far fewer than 400 and 200.
    expect(waited(server())).toBeLessThan(20)
    const codes = server().audit.map(({ code }) => code)
    expect(codes.filter((code) => code === 429)).toEqual([])
    let overloaded = 0
    for (let seq = 0; seq < history.timeline.length; seq++) {
      const { type, event } = history.timeline.get(seq)
      if (type === 'api.response' && (event as { code?: number } | undefined)?.code === 429) overloaded++
    }
    expect(overloaded).toBe(0)
  }, 60_000)

  it('are given back by every client that goes away', () => {
    const { server, until } = run([
      '10s pause master-1/etcd',
      '12s kill worker-1/kubelet',
      '14s crash worker-2',
      '15s kill master-1/kube-controller-manager',
      '40s resume master-1/etcd'
    ])
    until(70)
    const { inflightReads, inflightWrites } = server()
    expect(inflightReads + inflightWrites).toBe(waited(server()))
    expect(waited(server())).toBeLessThan(10)
    const watchers = [...server().caches.values()].reduce((sum, { watchers }) => sum + watchers.size, 0)
    const streams = [...server().connections.values()].reduce((sum, { streams }) => sum + streams.size, 0)
    expect(streams - waited(server())).toBe(watchers)
  }, 60_000)
})
