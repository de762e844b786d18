import { expect, test } from 'vitest'
import { nextTarget } from './navigation'

const targets = [
  { id: 'master-1', x: 100, y: 100 },
  { id: 'master-1/apiserver', x: 50, y: 140 },
  { id: 'master-1/etcd', x: 150, y: 140 },
  { id: 'master-2', x: 400, y: 100 },
  { id: 'worker-1', x: 100, y: 300 }
]
const go = (from: string, key: string) =>
  nextTarget(
    targets.find(({ id }) => id === from)!,
    targets,
    key
  )?.id ?? null

test('arrow keys move to what lies that way', () => {
  expect(go('master-1', 'ArrowRight')).toBe('master-2')
  expect(go('master-1/apiserver', 'ArrowRight')).toBe('master-1/etcd')
  expect(go('master-1/etcd', 'ArrowDown')).toBe('worker-1')
  expect(go('worker-1', 'ArrowUp')).toBe('master-1')
})

test('at the edge they stay, and other keys do nothing', () => {
  expect(go('worker-1', 'ArrowDown')).toBeNull()
  expect(go('master-1', 'a')).toBeNull()
})
