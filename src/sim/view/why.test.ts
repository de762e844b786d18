import { describe, expect, it } from 'vitest'
import { seconds } from '../../base/time'
import { prepare, presets } from '../../scenarios'
import { createSimulation, type Simulation } from '../simulation'
import type { Pod } from '../api/types'
import { inspect } from './inspect'
import { storedObjects } from './truth'

function run(id: string, until: number, faults?: readonly string[]): Simulation {
  const preset = presets.find((one) => one.id === id)!
  const spec = prepare(faults ? { ...preset, faults } : preset)
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  simulation.history.advance(seconds(until))
  return simulation
}

const ownerOf = (pod: Pod): string => pod.metadata.ownerReferences?.[0]?.uid ?? pod.metadata.name

describe('Why', () => {
  it.each([1, 30, 400])('tells of each pod its own story, or that of one it replaces, at %i s', (at) => {
    const { history } = run('ha-worker-fails', at)
    const pods = storedObjects<Pod>(history.head, 'pods')
    const wrong = pods.flatMap((pod) => {
      const why = inspect(history.head, history.timeline, `pod:${pod.metadata.namespace}/${pod.metadata.name}`)!.why
      const others = pods.filter((other) => ownerOf(other) !== ownerOf(pod)).map(({ metadata }) => metadata.name)
      return why
        .filter(({ text }) => others.some((name) => text.includes(name)))
        .map(({ text }) => `${pod.metadata.name}: ${text}`)
    })
    expect(wrong).toEqual([])
  })

  it('walks from a pod on a dead node back to the crash, by the settings that timed it', () => {
    const { history } = run('ha-worker-fails', 400)
    const dead = storedObjects<Pod>(history.head, 'pods').find(({ metadata }) => metadata.deletionTimestamp)!
    const { why, beliefs } = inspect(history.head, history.timeline, `pod:default/${dead.metadata.name}`)!
    expect(why.map(({ setting }) => setting).filter(Boolean)).toEqual([
      'tolerationSeconds',
      'node-eviction-period',
      'node-monitor-grace-period',
      'node-lease-renew-interval-fraction'
    ])
    expect(why.at(-1)!.text).toBe('10s crash worker-2')
    expect(beliefs[0]).toMatchObject({ believes: 'Terminating', truth: 'no container runs', differs: true })
  })

  it('names the partition when a leader that lost its quorum steps down, and when it campaigns', () => {
    const cut = '10s partition master-1 | master-2,master-3,lb,users,worker-1,worker-2,worker-3'
    for (const at of [11.5, 15]) {
      const { history } = run('ha-master-fails', at, [cut])
      const view = inspect(history.head, history.timeline, 'master-1/etcd')!
      expect(view.state).not.toBe('leader')
      expect(view.why.at(-1)!.text).toBe(cut)
      expect(view.why[0]!.setting).toBe('etcd-election-timeout-ms')
      expect(view.beliefs[0]).toMatchObject({
        believes: 'none',
        truth: expect.stringMatching(/^master-[23]/),
        differs: true
      })
    }
  })
})
