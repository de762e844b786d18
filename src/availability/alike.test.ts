import { describe, expect, it } from 'vitest'
import { alike, type Line } from './alike'
import { begins, ends, type Effect, type Machines } from './faults'
import { keyOf } from './transition'

const cluster: Machines = { masters: 3, workers: 4, zones: 3, racks: 0, balancers: 1 }
const line = (afterS: number, effect: Effect, comes: boolean): Line => ({
  afterS,
  line: comes ? begins(effect, cluster) : ends(effect),
  effect,
  begins: comes
})
const stroke = (afterS: number, text: string): Line => ({ afterS, line: text, effect: null, begins: true })
const key = (broken: Effect[], lines: Line[], turn = 0) => keyOf(alike(cluster, [...broken].sort(), lines, turn))

describe('ways that are alike', () => {
  it('are one way, whichever workers they name', () => {
    const of = (a: number, b: number) =>
      key(
        [`power worker-${a}`, `proc worker-${b}/kubelet`],
        [line(0, `power worker-${a}`, false), stroke(0, 'kill lb/load-balancer')]
      )
    expect(of(3, 1)).toBe(of(1, 2))
    expect(of(2, 4)).toBe(of(1, 2))
    expect(key(['power worker-1'], [line(0, 'net worker-2', true)])).toBe(
      key(['power worker-4'], [line(0, 'net worker-1', true)])
    )
    expect(key(['power worker-1', 'power worker-3'], [line(0, 'power worker-3', false)])).toBe(
      key(['power worker-2', 'power worker-4'], [line(0, 'power worker-2', false)])
    )
  })

  it('are two where it is another one that is mended, or one machine that two things happen to', () => {
    const broken: Effect[] = ['power worker-1', 'proc worker-2/kubelet']
    expect(key(broken, [line(0, 'power worker-1', false)])).not.toBe(
      key(broken, [line(0, 'proc worker-2/kubelet', false)])
    )
    expect(key(['proc worker-1/kubelet'], [line(0, 'power worker-1', true)])).not.toBe(
      key(['proc worker-1/kubelet'], [line(0, 'power worker-2', true)])
    )
  })

  it('leave the masters of a whole cluster what they are, and meet another worker at another place', () => {
    expect(key([], [stroke(0, 'kill master-2/etcd')])).not.toBe(key([], [stroke(0, 'kill master-1/etcd')]))
    expect(key(['power lb'], [stroke(0, 'kill master-2/etcd')])).toBe(
      key(['power lb'], [stroke(0, 'kill master-1/etcd')])
    )
    const met = [0, 1, 2, 3].map((turn) => key([], [line(0, 'power worker-1', true)], turn))
    expect(new Set(met).size).toBe(4)
  })

  it('name each machine of the cluster once in a partition', () => {
    const { script } = alike(cluster, ['power worker-1'], [line(0, 'net worker-3', true)], 0)
    expect(script[0]!.line).toBe(begins('net worker-2', cluster))
  })
})
