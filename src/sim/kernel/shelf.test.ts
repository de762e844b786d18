import { expect, test } from 'vitest'
import { save } from './copy'
import { Shelf } from './shelf'

interface Pod {
  tries: number
  ports: number[]
}
const pod = (): Pod => ({ tries: 0, ports: [] })
const three = () => {
  const shelf = new Shelf<Pod>()
  for (const name of 'abc') shelf.set(name, pod())
  return shelf
}

test('a copy shares all things, and one is copied when it is first changed after that', () => {
  const shelf = three()
  const kept = shelf.keep()
  expect(shelf.keep()).toBe(kept)
  shelf.change('b')!.ports.push(80)
  shelf.change('b')!.tries++
  expect([kept.get('b'), shelf.get('b')]).toEqual([pod(), { tries: 1, ports: [80] }])
  expect(shelf.get('a')).toBe(kept.get('a'))
  const later = shelf.keep()
  expect(later).not.toBe(kept)
  shelf.change('b')!.tries++
  expect([later.get('b')!.tries, shelf.get('b')!.tries]).toEqual([1, 2])
})

test('what is changed in a copy is not changed in what it was copied from, whichever of them changes', () => {
  const shelf = three()
  const copies = [shelf.clone(), shelf.keep().clone()]
  copies[0]!.change('a')!.tries = 5
  copies[1]!.delete('a')
  shelf.set('d', pod())
  expect([...copies[0]!.keys()].join('')).toBe('abc')
  expect([...copies[1]!.keys()].join('')).toBe('bc')
  expect([...shelf.keys()].join('')).toBe('abcd')
  expect([shelf.get('a')!.tries, copies[0]!.get('a')!.tries, copies[1]!.has('a')]).toEqual([0, 5, false])
  copies[0]!.clear()
  expect([copies[0]!.size, shelf.size]).toEqual([0, 4])
})

test('the order is that of insertion, whether copies were made meanwhile or not', () => {
  for (const copies of [false, true]) {
    const shelf = three()
    const kept: Shelf<Pod>[] = []
    const step = () => void (copies && kept.push(shelf.keep()))
    step()
    shelf.change('a')!.tries++
    step()
    shelf.delete('b')
    step()
    shelf.set('b', pod())
    expect([...shelf].map(([key, { tries }]) => `${key}${tries}`)).toEqual(['a1', 'c0', 'b0'])
    const seen: string[] = []
    for (const key of shelf.keys()) {
      shelf.set(`${key}${key}`, pod())
      seen.push(key)
    }
    expect(seen).toEqual(['a', 'c', 'b'])
  }
})

test('a checkpoint keeps the same copy as long as nothing was changed', () => {
  const context = { pods: three(), now: 1 }
  const first = save(context, null)
  context.now = 2
  const second = save(context, first)
  expect([second.now, second.pods === first.pods]).toEqual([2, true])
  context.pods.change('a')
  expect(save(context, second).pods).not.toBe(first.pods)
})
