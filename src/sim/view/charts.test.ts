import { expect, it } from 'vitest'
import { seconds } from '../../base/time'
import { presetOf, prepare } from '../../scenarios'
import { createSimulation } from '../simulation'
import { chartsOf } from './charts'

it('shows every chart with the states of its items and the transitions taken', () => {
  const spec = prepare(presetOf('ha-master-fails')!)
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  history.advance(seconds(25))
  const { head, timeline } = history
  const [own, servers] = chartsOf(head, timeline, head.process('lb/load-balancer'))
  expect(own!.items).toEqual([{ id: '', state: 'serving' }])
  expect(servers!.items.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'master-1 down',
    'master-2 up',
    'master-3 up'
  ])
  // One of them went down in the warm-up: HAProxy is there before its API server.
  const down = servers!.edges.find(({ from, to }) => from === 'going-down' && to === 'down')!
  expect(down).toMatchObject({ label: 'check.bad [isOver]', taken: 2 })
  // The last time, after the crash: that server's fall.
  expect(down.last).toMatchObject({ by: 'haproxy-inter-ms' })
  const before = history.seek(seconds(5))
  expect(
    chartsOf(before, timeline, before.process('lb/load-balancer'))[1]!.edges.map(({ taken }) => taken)
  ).not.toContain(-1)
  const kubelet = chartsOf(head, timeline, head.process('worker-1/kubelet'))
  expect(kubelet.map(({ name }) => name)).toEqual([
    'kubelet',
    'connection',
    'informer',
    'pod-worker',
    'container',
    'volume',
    'probe'
  ])
  expect(new Set(kubelet.find(({ name }) => name === 'container')!.items.map(({ state }) => state))).toContain(
    'running'
  )
})
