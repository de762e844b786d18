import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import type { Pod } from '../../api/types'
import { keyFor } from '../../testing/fake-api'
import { afterBoot, events, startNode, type TestNode } from './testing/node'

type Amounts = { readonly cpu?: string; readonly memory?: string }

const nginx = (requests: Amounts, resizePolicy?: object[]) => ({
  containers: [{ name: 'app', image: 'nginx:1.25', resources: { requests }, ...(resizePolicy && { resizePolicy }) }]
})

function pod(node: TestNode, name: string): Pod {
  return node.api().objects.get(keyFor('pods', 'default', name)) as Pod
}

/** Asks for other resources of a pod that is there. */
function resize(node: TestNode, name: string, requests: Amounts): void {
  const old = pod(node, name)
  const containers = old.spec.containers.map((container) => ({ ...container, resources: { requests } }))
  const { generation = 1 } = old.metadata
  const object = {
    ...old,
    metadata: { ...old.metadata, generation: generation + 1 },
    spec: { ...old.spec, containers }
  }
  node.inject('master-1/kube-apiserver', { type: 'edit', edit: { resource: 'pods', object } } as never)
  node.run(seconds(4))
}

function started(...pods: readonly (readonly [string, object])[]): TestNode {
  const node = startNode({ release: '1.36', 'node-cpu': 2 }, 3)
  node.run(afterBoot)
  for (const [name, spec] of pods) node.pod({ name, ...spec })
  node.run(seconds(5))
  return node
}

const app = (node: TestNode, name = 'p') => pod(node, name).status.containerStatuses![0]!
const pending = (node: TestNode, name = 'p') =>
  pod(node, name).status.conditions!.find(({ type }) => type === 'PodResizePending')

describe('in-place resize', () => {
  it('changes a container that runs, and tells what it is granted and has', () => {
    const node = started(['p', nginx({ cpu: '100m' })])
    const before = app(node).containerID
    resize(node, 'p', { cpu: '300m' })
    expect(app(node)).toMatchObject({ restartCount: 0, containerID: before, resources: { requests: { cpu: '300m' } } })
    const told = events(node).filter((line) => line.includes('resize'))
    expect(told.map((line) => line.split(':')[0])).toEqual(['Normal ResizeStarted', 'Normal ResizeCompleted'])
    expect(pod(node, 'p').status.conditions!.map(({ type }) => type)).not.toContain('PodResizeInProgress')
  })

  it('starts a container anew whose policy says so of what is changed', () => {
    const policy = [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }]
    const node = started(['p', nginx({ cpu: '100m', memory: '32Mi' }, policy)])
    resize(node, 'p', { cpu: '200m', memory: '32Mi' })
    expect(app(node).restartCount).toBe(0)
    resize(node, 'p', { cpu: '200m', memory: '48Mi' })
    expect(app(node).restartCount).toBe(1)
    expect(events(node)).toContain('Normal Killing: Container app resize requires restart')
  })

  it('waits for room, and is done when another pod has gone; what never fits is infeasible', () => {
    const node = started(['p', nginx({ cpu: '300m' })], ['big', nginx({ cpu: '1200m' })])
    resize(node, 'p', { cpu: '900m' })
    expect(pending(node)).toMatchObject({ status: 'True', reason: 'Deferred' })
    expect(pending(node)!.message).toContain('cpu, requested: 900, used: 1200, capacity: 2000')
    node.deletePod('big')
    node.run(seconds(8))
    expect(pending(node)).toBeUndefined()
    expect(app(node)).toMatchObject({ restartCount: 0, resources: { requests: { cpu: '900m' } } })
    resize(node, 'p', { cpu: '64' })
    expect(pending(node)).toMatchObject({ reason: 'Infeasible' })
    expect(app(node)).toMatchObject({ resources: { requests: { cpu: '900m' } } })
  })
})
