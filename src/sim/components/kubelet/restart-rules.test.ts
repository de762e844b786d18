import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import type { Pod } from '../../api/types'
import { keyFor } from '../../testing/fake-api'
import { afterBoot, facts, startNode } from './testing/node'

const exits = (name: string, script: string, own: object = {}) => ({
  name,
  image: 'busybox:1.36',
  command: ['sh', '-c', script],
  ...own
})
const rule = (action: string, operator: 'In' | 'NotIn', ...values: number[]) => ({
  restartPolicy: 'Never',
  restartPolicyRules: [{ action, exitCodes: { operator, values } }]
})

function live(spec: object, until: number) {
  const node = startNode({ release: '1.36' }, 2)
  node.run(afterBoot)
  const from = node.world.now
  node.pod({ name: 'p', ...spec })
  node.run(seconds(until))
  const { status } = node.api().objects.get(keyFor('pods', 'default', 'p'))! as Pod
  const of = (name: string) => status.containerStatuses?.find((one) => one.name === name)
  return { node, status, of, starts: facts(node, 'container-started', from).length }
}

const stays = exits('stays', 'while true; do sleep 1; done')

describe("a container's own restarts", () => {
  it('goes before the policy of its pod, both ways', () => {
    const never = live({ containers: [exits('a', 'exit 5', { restartPolicy: 'Never' }), stays] }, 30)
    expect(never.of('a')).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 5 } } })
    expect(never.status.phase).toBe('Running')
    const always = live({ restartPolicy: 'Never', containers: [exits('a', 'exit 0', { restartPolicy: 'Always' })] }, 30)
    expect(always.of('a')!.restartCount).toBeGreaterThan(0)
    expect(always.status.phase).toBe('Running')
  })

  it.each([
    ['is met', 'In', 42, true],
    ['is not met', 'In', 43, false],
    ['is met by what it does not list', 'NotIn', 43, true]
  ] as const)('follows a rule that %s', (_what, operator, code, again) => {
    const { of, status } = live(
      { restartPolicy: 'Never', containers: [exits('a', `exit ${code}`, rule('Restart', operator, 42))] },
      20
    )
    expect(of('a')!.restartCount > 0).toBe(again)
    expect(status.phase).toBe(again ? 'Running' : 'Failed')
  })

  it('restarts all of a pod in its place, without back-off and without their preStop hooks', () => {
    const hook = { lifecycle: { preStop: { exec: { command: ['sleep', '20'] } } } }
    const { node, of, status, starts } = live(
      { containers: [exits('a', 'sleep 3; exit 88', rule('RestartAllContainers', 'In', 88)), { ...stays, ...hook }] },
      40
    )
    expect(starts).toBeGreaterThan(8)
    for (const name of ['a', 'stays'])
      expect(of(name)!.lastState).toMatchObject({ terminated: { exitCode: 137, reason: 'RestartingAllContainers' } })
    expect(of('a')!.restartCount).toBe(of('stays')!.restartCount)
    expect(status.conditions!.map(({ type }) => type)).toContain('AllContainersRestarting')
    const kills = node.lines.filter(({ what }) => what.includes('"Killing container with a grace period"'))
    for (const { what } of kills) expect(what).toContain('gracePeriod=2')
  })
})
