import { describe, expect, it } from 'vitest'
import { ms, seconds } from '../../../base/time'
import { afterBoot, events, startNode } from './testing/node'

interface Told {
  readonly phase: string
  readonly reason?: string
  readonly message?: string
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[]
  readonly containerStatuses?: readonly { readonly state: Record<string, { readonly exitCode?: number }> }[]
}

const obeys = ['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 0.01; done']

function nodeWith(pod: object, command = obeys) {
  const node = startNode({ release: '1.36' })
  node.run(afterBoot)
  node.pod({ name: 'p', containers: [{ name: 'app', image: 'busybox:1.36', command }], ...pod })
  const status = () => node.api().objects.get('pods|default/p')?.status as Told | undefined
  const condition = (type: string) => status()?.conditions?.find((one) => one.type === type)?.status
  return { ...node, node, status, condition }
}

/** Steps of a millisecond until something holds; how many. */
function until(run: (duration: number) => void, holds: () => boolean, most = 5_000): number {
  for (let step = 0; step < most; step++) {
    if (holds()) return step
    run(ms(1))
  }
  throw new Error('it never held')
}

describe('a kubelet of 1.36', () => {
  it('tells that the sandbox is there before the container runs, and that it runs right after its start', () => {
    const { run, status, condition, lines } = nodeWith({})
    until(run, () => condition('PodReadyToStartContainers') === 'True')
    expect(status()!.phase).toBe('Pending')
    until(run, () => lines.some(({ what }) => what.includes('FACT container-started')))
    // No wait for the relist of the next second.
    expect(until(run, () => status()!.phase === 'Running')).toBeLessThan(40)
  })

  it('tells how a pod ended as soon as its containers are stopped, and deletes it after the next relist', () => {
    const { node, run, status } = nodeWith({})
    until(run, () => status()!.phase === 'Running')
    // A sync waits for a relist that is newer than the one before.
    run(seconds(2))
    node.deletePod('p')
    expect(until(run, () => status()?.phase === 'Succeeded')).toBeLessThan(400)
    expect(status()!.containerStatuses![0]!.state.terminated!.exitCode).toBe(0)
    until(run, () => status() === undefined)
  })

  it('turns away what it has no room for, in an event and a status without conditions of its own', () => {
    const app = { name: 'app', image: 'busybox:1.36', resources: { requests: { cpu: '50' } } }
    const { node, run, status } = nodeWith({ containers: [app] })
    until(run, () => status()!.phase === 'Failed')
    const why = "Node didn't have enough resource: cpu, requested: 50000, used: 0, capacity: 4000"
    expect(status()).toMatchObject({ reason: 'OutOfcpu', message: `Pod was rejected: ${why}` })
    run(seconds(1))
    expect(events(node)).toContain(`Warning OutOfcpu: ${why}`)
    expect(status()!.containerStatuses).toBeUndefined()
  })
})
