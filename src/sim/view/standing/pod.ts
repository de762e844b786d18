import type { ContainerState, ContainerStatus, Pod } from '../../api/types'
import { conditionOf, saidBy } from './says'
import { ended, type Stands } from './types'

type ContainerStateTerminated = NonNullable<ContainerState['terminated']>

/** What a pod waits for that no container of runs: in the words of who tried last. Empty: nobody has said. */
export function waitsOf(pod: Pod): string {
  if (pod.spec.nodeName === undefined) {
    const gates = pod.spec.schedulingGates ?? []
    if (gates.length > 0) return `Is held back from scheduling by ${gates.map(({ name }) => name).join(', ')}.`
    const said = saidBy(pod, 'PodScheduled', 'False')
    return said === undefined ? 'Waits for a scheduler to choose its node.' : `No node for it yet: ${ended(said)}`
  }
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])]
  return statuses.map(stuck).find((text) => text !== '') ?? ended(pod.status.message ?? '').replace(/^\.$/, '')
}

/** Of a container that does not run: why its next try is not yet, or how it ended. */
function stuck({ name, state = {}, lastState = {}, restartCount = 0 }: ContainerStatus): string {
  const { waiting, terminated } = state
  const exit = exitText(terminated ?? lastState.terminated)
  if (waiting && !begins.has(waiting.reason ?? ''))
    return `${name}: ${ended(waiting.message ?? waiting.reason ?? '')}${exit}`
  if (!terminated || terminated.exitCode === 0) return ''
  return `${name}:${exit}${restartCount > 0 ? ` It was started again ${restartCount === 1 ? 'once' : `${restartCount} times`}.` : ''}`
}
const begins: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing'])

/** Reasons that say no more than the code does. */
const plain: ReadonlySet<string> = new Set(['Error', 'Completed', ''])
function exitText(end: ContainerStateTerminated | undefined): string {
  if (!end) return ''
  return ` It ended with exit code ${end.exitCode}${plain.has(end.reason ?? '') ? '' : `, ${end.reason}`}.`
}

/** Other resources were asked for, and its node does not have them now, or never has. Empty: not so. */
function unresized(pod: Pod): string {
  const said = saidBy(pod, 'PodResizePending')
  if (said === undefined) return ''
  const isDeferred = conditionOf(pod, 'PodResizePending')?.reason === 'Deferred'
  return `${isDeferred ? 'Its resize waits for others to go' : 'Its resize is not possible on this node'}: ${ended(said)}`
}

/** Of a pod that no container of runs where one ought to, or that waits for its resize; null: it runs, or has ended as it should. */
export const pod: Stands<Pod> = (_world, object) => {
  const { phase, containerStatuses = [] } = object.status
  if (phase === 'Succeeded') return null
  const text = containerStatuses.some(({ state }) => state?.running) ? unresized(object) : waitsOf(object)
  return text === '' ? null : { text, well: false }
}
