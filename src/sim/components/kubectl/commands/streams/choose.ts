import { parseTime } from '../../../../api/timestamp'
import { selectorText } from '../../../../api/kinds/columns'
import type { KubeList, KubeObject, LabelSelector, Pod } from '../../../../api/types'
import { seconds } from '../../../../../base/time'
import { parseSeconds } from '../../command-line'
import { good, type Answer } from '../../errors'
import { text, type Kubectl, type Step } from '../../session'
import { resourceCall } from '../../script/targets'
import { unregistered } from '../../script/visit'
import { findKind } from '../../../../api/scheme'
import { discover, discovered } from '../../discovery'
import { planOf, unknownText, type Mapping } from '../../resources'

/** How a command finds the pod whose streams it wants. Models kubectl/pkg/polymorphichelpers. */
export interface Choice {
  /** `get the logs from`, `attach to`: of which the error speaks. */
  readonly to: string
  /** How long it waits for a pod, in seconds, unless a flag says so. */
  readonly patience: number
  readonly order: (a: Pod, b: Pod) => number
  /** What it says when the object cannot be had; undefined: the usual. */
  readonly missing?: (kubectl: Kubectl, answer: Answer) => string
}

export interface Chosen {
  readonly object: KubeObject
  readonly pods: readonly Pod[]
}

/** Asks for the object that the words name (`one`, `deploy/web`). False: they name none, and the command has ended. */
export function askForObject(kubectl: Kubectl, words: readonly string[]): boolean {
  const { context, session, namespace } = kubectl
  const [word = ''] = words
  const args = words.length > 1 || word.includes('/') ? words : ['pods', word]
  const plan = planOf(context, args, {})
  if ('unknown' in plan) {
    if (context.discovered === null) {
      session.memory.words = words
      discover(kubectl)
      return true
    }
    kubectl.fail(unknownText(plan.unknown))
    return false
  }
  if (!plan.ok) {
    kubectl.fail(plan.error)
    return false
  }
  const { mapping, name = '' } = plan.value.asks[0]!
  session.memory.mapping = mapping
  kubectl.ask({ verb: 'get', ...resourceCall(mapping, namespace), name }, { do: 'object' })
  return true
}

/** Takes the answers on the way to the pods; undefined: not there yet, or the command has ended. */
export function choose(kubectl: Kubectl, step: Step, answer: Answer, how: Choice): Chosen | undefined {
  if (step.do === 'discovery') {
    if (discovered(kubectl, step, answer)) askForObject(kubectl, kubectl.session.memory.words as readonly string[])
    return undefined
  }
  if (step.do === 'namespace') {
    kubectl.failWith(answer.code === 404 ? answer : (kubectl.session.memory.missing as Answer))
    return undefined
  }
  if (!good(answer)) {
    // Of a namespace that is not there nothing else is said. Models resource.Info.Get.
    if (step.do === 'object' && answer.code === 404 && !how.missing && asksNamespace(kubectl, answer)) return undefined
    const said = step.do === 'object' && how.missing?.(kubectl, answer)
    if (said) kubectl.fail(said)
    else kubectl.failWith(answer)
    return undefined
  }
  const { memory } = kubectl.session
  if (step.do === 'object') {
    const object = answer.body as KubeObject
    const mapping = memory.mapping as Mapping
    if (!findKind(mapping.kind.kind, mapping.apiVersion)) {
      kubectl.fail(unregistered(mapping))
      return undefined
    }
    if (object.kind === 'Pod') return { object, pods: [object as Pod] }
    const selector = selectorOf(object)
    if (selector === undefined) {
      const type = `*${(object.apiVersion ?? 'v1').replace(/^.*\//, '')}.${object.kind}`
      kubectl.fail(`cannot ${how.to} ${type}: selector for ${type} not implemented`)
      return undefined
    }
    memory.object = object
    memory.selector = selector
    listPods(kubectl, 'pods')
    return undefined
  }
  const pods = (answer.body as KubeList).items as Pod[]
  if (pods.length > 0) return { object: memory.object as KubeObject, pods: [...pods].sort(how.order) }
  if (step.do === 'late') kubectl.fail('timed out waiting for the condition')
  else {
    const given = parseSeconds(text(kubectl.session.flags, 'pod-running-timeout'))
    kubectl.later(seconds(Number.isNaN(given) ? how.patience : given), 'pod-running-timeout', { do: 'wait' })
  }
  return undefined
}

function asksNamespace(kubectl: Kubectl, missing: Answer): boolean {
  const { namespace } = kubectl
  if (namespace === 'default' || missing.call.namespace === undefined) return false
  kubectl.session.memory.missing = missing
  kubectl.ask({ verb: 'get', resource: 'namespaces', name: namespace }, { do: 'namespace' })
  return true
}

/** The time for a pod to appear is over: once more. */
export const lookAgain = (kubectl: Kubectl): void => listPods(kubectl, 'late')

function listPods(kubectl: Kubectl, step: string): void {
  const labelSelector = String(kubectl.session.memory.selector)
  kubectl.ask(
    { verb: 'list', resource: 'pods', namespace: kubectl.namespace, options: { labelSelector } },
    { do: step }
  )
}

function selectorOf({ kind, spec }: KubeObject & { spec?: unknown }): string | undefined {
  const { selector } = (spec ?? {}) as { selector?: LabelSelector & Record<string, string> }
  if (['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind)) return selectorText(selector)
  if (kind === 'Service' || kind === 'ReplicationController') return selectorText({ matchLabels: selector ?? {} })
  return undefined
}

const readySince = ({ status }: Pod): number | undefined => {
  const ready = (status.conditions ?? []).find(({ type, status: is }) => type === 'Ready' && is === 'True')
  return ready ? parseTime(ready.lastTransitionTime ?? '') : undefined
}
const restarts = ({ status }: Pod): number =>
  Math.max(0, ...(status.containerStatuses ?? []).map(({ restartCount }) => restartCount))
const created = ({ metadata }: Pod): number => parseTime(metadata.creationTimestamp ?? '')
const phases: Readonly<Record<string, number>> = { Running: 0, Unknown: 1, Pending: 2 }

/** The best pod for its log first. Models kubectl/pkg/util/podutils ByLogging. */
export function byLogging(a: Pod, b: Pod): number {
  const assigned = ({ spec }: Pod): number => (spec.nodeName ? 0 : 1)
  const phase = ({ status }: Pod): number => phases[status.phase ?? ''] ?? 0
  const ready = (pod: Pod): number => (readySince(pod) === undefined ? 1 : 0)
  return (
    assigned(a) - assigned(b) ||
    phase(a) - phase(b) ||
    ready(a) - ready(b) ||
    (readySince(a) ?? 0) - (readySince(b) ?? 0) ||
    restarts(b) - restarts(a) ||
    created(a) - created(b)
  )
}

/** The most active pod first. Models podutils ActivePods, reversed. */
export function byActivity(a: Pod, b: Pod): number {
  const assigned = ({ spec }: Pod): number => (spec.nodeName ? 0 : 1)
  const phase = ({ status }: Pod): number => phases[status.phase ?? ''] ?? 2
  const ready = (pod: Pod): number => (readySince(pod) === undefined ? 1 : 0)
  const leaving = ({ metadata }: Pod): number => (metadata.deletionTimestamp === undefined ? 0 : 1)
  return (
    assigned(a) - assigned(b) ||
    phase(a) - phase(b) ||
    ready(a) - ready(b) ||
    leaving(a) - leaving(b) ||
    (readySince(a) ?? 0) - (readySince(b) ?? 0) ||
    restarts(a) - restarts(b) ||
    created(a) - created(b)
  )
}

interface Named {
  readonly name: string
  readonly tty?: boolean
}
const containersOf = ({ spec }: Pod): readonly (readonly [Named, string])[] => [
  ...spec.containers.map((one) => [one as Named, ''] as const),
  ...(spec.ephemeralContainers ?? []).map((one) => [one, ' (ephem)'] as const),
  ...(spec.initContainers ?? []).map((one) => [one as Named, ' (init)'] as const)
]

/** `app, proxy, setup (init)`. */
export const containerNames = (pod: Pod): string =>
  containersOf(pod)
    .map(([{ name }, what]) => name + what)
    .join(', ')

export const containerNamed = (pod: Pod, name: string): Named | undefined =>
  containersOf(pod).find(([one]) => one.name === name)?.[0]

export const wrongContainer = (pod: Pod, name: string): string =>
  `container ${name} is not valid for pod ${pod.metadata.name} out of: ${containerNames(pod)}`

/** The container that is meant, or the first, which is said unless it is quiet. Models podcmd.FindOrDefaultContainerByName. */
export function defaultContainer(
  kubectl: Kubectl,
  pod: Pod,
  asked: string,
  quiet: boolean
): Named | { readonly wrong: string } {
  const name = asked || pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'] || ''
  if (name !== '') return containerNamed(pod, name) ?? { wrong: wrongContainer(pod, name) }
  const [first] = pod.spec.containers as readonly Named[]
  if (!quiet && containersOf(pod).length > 1) {
    kubectl.warn(`Defaulted container ${JSON.stringify(first!.name)} out of: ${containerNames(pod)}\n`)
  }
  return first!
}
