import { describe, expect, it } from 'vitest'
import { median } from '../../../base/median'
import { seconds } from '../../../base/time'
import { afterBoot, facts, shell, startNode } from './testing/node'

function crashing(until: number, seed: number) {
  const node = startNode({ release: '1.36' }, seed)
  node.run(afterBoot)
  const from = node.world.now
  node.pod({ name: 'p', ...shell('exit 1') })
  node.run(seconds(until))
  const starts = facts(node, 'container-started', from)
  const gaps = facts(node, 'container-exited', from).flatMap((exit) => {
    const next = starts.find((start) => start > exit)
    return next === undefined ? [] : [next - exit]
  })
  const said = node.lines.filter(({ what }) => what.includes('restarting failed container'))
  return { node, gaps, starts, said: said.map(({ at }) => (at - from) / seconds(1)) }
}

describe('a crash loop of 1.36', () => {
  // Seconds from exit to start, least and most of all recorded ones that the quiet and the loaded machine had.
  const recorded = [
    [11.8, 15.1],
    [21.8, 30.1],
    [43.6, 55.9],
    [81.8, 94]
  ] as const

  it('goes on when its back-off is over, at most half as late again, and not in steps of 10 s', () => {
    const runs = Array.from({ length: 9 }, (_, seed) => crashing(260, seed + 1).gaps)
    recorded.forEach(([least, most], i) => {
      const nominal = 10 * 2 ** i
      const gaps = runs.map((run) => run[i + 1]!)
      for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(nominal)
      for (const gap of gaps) expect(gap).toBeLessThan(Math.min(nominal * 1.5, nominal + 30) + 1.5)
      expect(median(gaps)).toBeGreaterThan(least - 1)
      expect(median(gaps)).toBeLessThan(most)
    })
  })

  it('says once per crash that it waits, while that is less than a periodic sync', () => {
    const { node } = crashing(80, 3)
    const errors = node.lines.filter(({ what }) => what.includes('"Error syncing pod, skipping"'))
    // Crashes 2, 3 and 4; the first is followed by a start at once.
    expect(errors.map(({ what }) => /back-off (\w+)/.exec(what)?.[1])).toEqual(['10s', '20s', '40s'])
  })
})
