import { describe, expect, it } from 'vitest'
import { ms, seconds } from '../../base/time'
import { Prng } from '../../base/prng'
import { outboxInto, type Effect } from '../kernel/act'
import type { ProcessContext, SimEvent } from '../kernel/types'
import {
  add,
  addAfter,
  addRateLimited,
  createBucket,
  createWorkQueue,
  done,
  forget,
  get,
  queueTimer,
  reserve,
  tryAccept
} from './workqueue'

const context = (now = 0): ProcessContext => ({ self: 'master-1/x', now, rng: Prng.fromSeed(1), config: {} })

describe('a work queue', () => {
  it('hands a key out once, and again when it was added while being processed', () => {
    const queue = createWorkQueue('q')
    add(queue, 'a')
    add(queue, 'a')
    add(queue, 'b')
    expect(get(queue)).toBe('a')
    add(queue, 'a')
    expect(get(queue)).toBe('b')
    expect(get(queue)).toBeNull()
    done(queue, 'a')
    expect(get(queue)).toBe('a')
    done(queue, 'a')
    expect(get(queue)).toBeNull()
  })

  it('doubles an item’s delay from 5 ms up to 1000 s until it is forgotten', () => {
    const queue = createWorkQueue('q')
    const out = outboxInto([])
    const now = context(seconds(1))
    const delays = Array.from({ length: 20 }, () => {
      queue.waiting.clear()
      return addRateLimited(queue, 'a', now, out)
    })
    expect(delays.slice(0, 4)).toEqual([ms(5), ms(10), ms(20), ms(40)])
    expect(delays.at(-1)).toBe(seconds(1_000))
    forget(queue, 'a')
    queue.waiting.clear()
    expect(addRateLimited(queue, 'a', now, out)).toBe(ms(5))
  })

  it('lets 100 items through at once and then 10 per second', () => {
    const queue = createWorkQueue('q')
    const out = outboxInto([])
    const delays = Array.from({ length: 103 }, (_, i) => addRateLimited(queue, `item-${i}`, context(), out))
    expect(delays[99]).toBe(ms(5))
    expect(delays.slice(100)).toEqual([ms(100), ms(200), ms(300)])
  })

  it('adds a delayed key when its timer fires, at the earlier of two times', () => {
    const queue = createWorkQueue('q')
    const effects: Effect[] = []
    const out = outboxInto(effects)
    addAfter(queue, 'a', seconds(5), 'minReadySeconds', context(), out)
    addAfter(queue, 'a', seconds(9), 'minReadySeconds', context(), out)
    expect(effects).toEqual([
      {
        type: 'timer',
        id: 'workqueue/q/a',
        delay: seconds(5),
        setting: 'minReadySeconds',
        event: { type: 'workqueue.ready', queue: 'q', key: 'a' }
      }
    ])
    expect(get(queue)).toBeNull()
    expect(queueTimer(queue, { type: 'workqueue.ready', queue: 'other', key: 'a' } as SimEvent)).toBe(false)
    expect(queueTimer(queue, { type: 'workqueue.ready', queue: 'q', key: 'a' } as SimEvent)).toBe(true)
    expect(get(queue)).toBe('a')
  })
})

describe('a token bucket', () => {
  it('fills by its rate and not above its burst', () => {
    const bucket = createBucket(0.1, 1)
    expect(tryAccept(bucket, 0)).toBe(true)
    expect(tryAccept(bucket, seconds(9.9))).toBe(false)
    expect(tryAccept(bucket, seconds(10))).toBe(true)
    expect(tryAccept(bucket, seconds(100))).toBe(true)
    expect(tryAccept(bucket, seconds(101))).toBe(false)
  })

  it('lends tokens from the future to those who wait', () => {
    const bucket = createBucket(20, 30)
    const waits = Array.from({ length: 32 }, () => reserve(bucket, 0))
    expect(waits[29]).toBe(0)
    expect(waits.slice(30)).toEqual([ms(50), ms(100)])
  })
})
