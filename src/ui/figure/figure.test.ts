import { expect, test } from 'vitest'
import type { FrameView, MachineView, PillView } from '../../sim/view/types'
import { claimed, lineOf, type Lit } from './lit'
import { placeOf, podsShown, type Box, type Size } from './place'
import { balancerSaid, kubectlSaid, squareOf } from './said'

const machine = (id: string, role: MachineView['role'], more: Partial<MachineView> = {}): MachineView => ({
  id,
  role,
  zone: '',
  up: true,
  paused: false,
  health: 'ok',
  badge: 'ready',
  processes: [],
  pods: [],
  clockSkew: 0,
  ...more
})
const apiServer = (id: string, status: 'running' | 'stopped' = 'running'): MachineView['processes'][number] => ({
  id: `${id}/kube-apiserver`,
  kind: 'kube-apiserver',
  title: 'apiserver',
  detail: '',
  health: 'ok',
  leads: false,
  state: 'ready',
  status
})
const cluster = (masters: number, workers: number): MachineView[] => [
  ...(masters > 1 ? [machine('lb', 'lb')] : []),
  ...Array.from({ length: masters }, (_, i) => machine(`master-${i + 1}`, 'master')),
  ...Array.from({ length: workers }, (_, i) => machine(`worker-${i + 1}`, 'worker')),
  machine('users', 'users')
]
const overlap = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

test.each<[number, number]>([
  [1, 1],
  [1, 3],
  [3, 3],
  [3, 6],
  [5, 12],
  [3, 200],
  [3, 1000]
])('nothing lies over another, or outside: %i masters, %i workers', (masters, workers) => {
  for (const size of ['wide', 'narrow', 'mini'] satisfies Size[]) {
    const place = placeOf({ machines: cluster(masters, workers) }, size)
    expect([place.masters.size, place.workers.size]).toEqual([masters, workers])
    const heads = [place.users, place.balancer, place.kubectl].flatMap((box) => box ?? [])
    const few = [...heads, ...place.masters.values(), ...[...place.workers.values()].slice(0, 60)]
    for (const [i, box] of few.entries()) {
      expect(few.slice(i + 1).some((other) => overlap(box, other))).toBe(false)
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.x + box.w).toBeLessThanOrEqual(place.width)
      expect(box.y + box.h).toBeLessThanOrEqual(place.height)
    }
  }
})

test('where things stand does not depend on how they are', () => {
  const well = cluster(3, 3)
  const ill = well.map((one) => ({ ...one, up: false, badge: 'crashed' }))
  expect(placeOf({ machines: ill }, 'wide')).toEqual(placeOf({ machines: well }, 'wide'))
})

const balancer = (states: readonly boolean[]): FrameView['balancer'] => ({
  servers: states.map((up, i) => ({
    name: `master-${i + 1}`,
    state: up ? 'UP' : 'DOWN',
    up,
    counted: 0,
    of: 3,
    connections: 0
  }))
})

test('the balancer believes in servers that cannot answer: of a machine that is gone, frozen, or whose API server has ended', () => {
  const masters = [
    machine('master-1', 'master', { up: false, processes: [apiServer('master-1', 'stopped')] }),
    machine('master-2', 'master', { paused: true, processes: [apiServer('master-2')] }),
    machine('master-3', 'master', { processes: [apiServer('master-3', 'stopped')] }),
    machine('master-4', 'master', { processes: [apiServer('master-4')] })
  ]
  const machines = [machine('lb', 'lb'), ...masters]
  const said = balancerSaid({ machines, balancer: balancer([true, true, true, true]) })
  expect([...said.believed]).toEqual(['master-1', 'master-2', 'master-3'])
  expect(said).toMatchObject({ text: 'believes 4 of 4 up', health: 'warn' })
  expect(balancerSaid({ machines, balancer: balancer([false, false, false, true]) })).toMatchObject({
    text: '1 of 4 up',
    health: 'ok'
  })
  expect(balancerSaid({ machines, balancer: balancer([false, false, false, false]) })).toMatchObject({ health: 'bad' })
})

test('what kubectl meets is what was tried; of what was not, nothing is said', () => {
  const pills = (reads: PillView['status'], writes: PillView['status']): PillView[] => [
    { id: 'reads', status: reads, done: 2, of: 3, since: 'unknown' },
    { id: 'writes', status: writes, done: 2, of: 3, since: 'unknown' }
  ]
  expect(kubectlSaid(pills('none', 'none'))?.text).toBe('no answer')
  expect(kubectlSaid(pills('all', 'none'))?.text).toBe('no writes')
  expect(kubectlSaid(pills('some', 'some'))?.text).toBe('2 of 3 pass')
  expect(kubectlSaid(pills('all', 'all'))?.text).toBe('answered')
  expect(kubectlSaid(pills('playing', 'playing'))).toBeNull()
  expect(kubectlSaid([])).toBeNull()
})

test('a pod that the API has as running where nothing runs is believed', () => {
  const pod = { key: 'default/a', node: 'worker-1', status: 'Running', app: 'a', restarts: 0, claims: [] }
  expect(squareOf({ ...pod, shape: 'ready', alive: false })).toBe('believed')
  expect(squareOf({ ...pod, shape: 'terminating', alive: false })).toBe('terminating')
})

test('pods that have no room are counted, none is lost', () => {
  for (const n of [0, 5, 30, 400]) {
    const { shown, more } = podsShown(Array.from({ length: n }), 100)
    expect(shown.length + more).toBe(n)
  }
})

test('a line without a state of its own is as its ends are; one that has a state keeps it', () => {
  const lit = (state: Lit['state']): Lit => ({ state, text: '' })
  const between = (from: Lit['state'], to: Lit['state']) => lineOf(null, lit(from), lit(to))
  expect(between('true', 'leads')).toBe('true')
  expect(between('true', 'gone')).toBe('gone')
  expect(between('waits', 'gone')).toBe('gone')
  expect(between('true', 'waits')).toBe('waits')
  expect(between('true', 'believes')).toBe('believes')
  expect(between('true', 'unknown')).toBe('unknown')
  expect(lineOf(lit('gone'), lit('true'), lit('true'))).toBe('gone')
})

test('a box that claims something is true only if the run has it so', () => {
  const of = (state: Lit['state'], claims: 'well' | 'down' | '') => claimed({ state, text: 'x' }, claims).state
  expect([of('true', 'well'), of('leads', 'well'), of('gone', 'down')]).toEqual(['true', 'true', 'true'])
  expect([of('true', 'down'), of('gone', 'well')]).toEqual(['otherwise', 'otherwise'])
  expect([of('waits', 'down'), of('believes', 'well'), of('unknown', 'down'), of('gone', '')]).toEqual([
    'waits',
    'believes',
    'unknown',
    'gone'
  ])
})
