import { seconds } from '../../../../base/time'
import type { KubeList, KubeObject, Node, Pod, Status } from '../../../api/types'
import { parseSeconds } from '../command-line'
import { good, type Answer } from '../errors'
import { int, isSet, text, type Command, type Kubectl } from '../session'
import { cordonCall } from './cordon'

interface Victim {
  namespace: string
  name: string
  uid: string
  state: 'evicting' | 'terminating' | 'gone'
  /** Why it was given up; empty if it was not. */
  error: string
}
type Memory = {
  node: string
  victims: Victim[]
  timedOut: boolean
}
const memory = ({ session }: Kubectl): Memory => session.memory as Memory

/** Retry of an eviction that a PodDisruptionBudget forbids, and between two looks at an evicted pod. Models kubectl/pkg/drain/drain.go. */
const retryDelay = seconds(5)
const goneDelay = seconds(1)

/** `kubectl drain`: cordon, LIST the node's pods, POST their evictions in parallel, GET each until it is gone. */
export const drain: Command = {
  start: (kubectl) => {
    const { args } = kubectl.session
    if (args.length === 0)
      return kubectl.fail("USAGE: drain NODE [flags]\nSee 'kubectl drain -h' for help and examples")
    const node = args[0]!.replace(/^nodes?\//, '')
    const start: Memory = { node, victims: [], timedOut: false }
    kubectl.session.memory = start
    kubectl.ask({ verb: 'get', resource: 'nodes', name: node }, { do: 'found' })
  },
  answer: (kubectl, step, answer) => {
    const state = memory(kubectl)
    switch (step.do) {
      case 'found': {
        if (!good(answer)) return kubectl.failWith(answer)
        if (!(answer.body as Node).spec.unschedulable)
          return kubectl.ask(cordonCall(state.node, true), { do: 'cordoned' })
        kubectl.print(`node/${state.node} already cordoned\n`)
        return listPods(kubectl)
      }
      case 'cordoned':
        if (!good(answer)) return kubectl.failWith(answer)
        kubectl.print(`node/${state.node} cordoned\n`)
        return listPods(kubectl)
      case 'pods':
        if (!good(answer)) return kubectl.failWith(answer)
        return choose(kubectl, (answer.body as KubeList).items as Pod[])
      case 'api':
        for (const victim of state.victims) evict(kubectl, victim)
        return
      case 'evicted':
        return evicted(kubectl, state.victims[step.i as number]!, step.i as number, answer)
      case 'gone?':
        return looked(kubectl, state.victims[step.i as number]!, step.i as number, answer)
      case 'pending':
        return reportPending(kubectl, answer)
    }
  },
  wake: (kubectl, step) => {
    const state = memory(kubectl)
    if (step.do === 'timeout') {
      state.timedOut = true
      // Who waits for a pod to go notices at once; who waits to try an eviction again, only then.
      for (const victim of state.victims) if (victim.state === 'terminating') timedOut(kubectl, victim)
      return concluded(kubectl)
    }
    const i = step.i as number
    const victim = state.victims[i]!
    if (step.do === 'look') {
      if (victim.error === '') lookAt(kubectl, i)
    } else if (state.timedOut) {
      timedOut(kubectl, victim)
      concluded(kubectl)
    } else evict(kubectl, victim)
  }
}

function timedOut(kubectl: Kubectl, victim: Victim): void {
  const limit = text(kubectl.session.flags, 'timeout')
  victim.error =
    victim.state === 'evicting'
      ? `error when evicting pods/"${victim.name}" -n "${victim.namespace}": global timeout reached: ${limit}`
      : `error when waiting for pod "${victim.name}" in namespace "${victim.namespace}" to terminate: global timeout reached: ${limit}`
}

/** Ends the command when every pod is gone or given up. */
function concluded(kubectl: Kubectl): void {
  const { victims, node } = memory(kubectl)
  if (!victims.every(({ state, error }) => state === 'gone' || error !== '')) return
  if (victims.every(({ error }) => error === '')) finished(kubectl)
  else kubectl.ask(podsCall(node), { do: 'pending' })
}

const podsCall = (node: string) =>
  ({ verb: 'list', resource: 'pods', options: { fieldSelector: `spec.nodeName=${node}`, limit: 500 } }) as const
const listPods = (kubectl: Kubectl): void => kubectl.ask(podsCall(memory(kubectl).node), { do: 'pods' })

interface Sorted {
  delete: Pod[]
  errors: Map<string, string[]>
  warnings: Map<string, string[]>
}

/** Which pods go, and what stands against it. Models kubectl/pkg/drain/filters.go. */
function sortPods(pods: readonly Pod[], kubectl: Kubectl): Sorted {
  const given = kubectl.session.flags
  const sorted: Sorted = { delete: [], errors: new Map(), warnings: new Map() }
  const add = (to: Map<string, string[]>, message: string, pod: Pod) =>
    to.set(message, [...(to.get(message) ?? []), `${pod.metadata.namespace}/${pod.metadata.name}`])
  for (const pod of pods) {
    const { metadata, spec, status } = pod
    if (metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) continue
    const isFinished = status.phase === 'Succeeded' || status.phase === 'Failed'
    const controller = metadata.ownerReferences?.find(({ controller: is }) => is)
    if (controller?.kind === 'DaemonSet' && !isFinished) {
      if (isSet(given, 'ignore-daemonsets')) add(sorted.warnings, 'ignoring DaemonSet-managed Pods', pod)
      else add(sorted.errors, 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)', pod)
      continue
    }
    if ((spec.volumes ?? []).some(({ emptyDir }) => emptyDir) && !isFinished && !isSet(given, 'delete-emptydir-data')) {
      add(sorted.errors, 'cannot delete Pods with local storage (use --delete-emptydir-data to override)', pod)
      continue
    }
    if (!controller && !isFinished) {
      if (!isSet(given, 'force')) {
        add(sorted.errors, 'cannot delete Pods that declare no controller (use --force to override)', pod)
        continue
      }
      add(sorted.warnings, 'deleting Pods that declare no controller', pod)
    }
    sorted.delete.push(pod)
  }
  return sorted
}

const joined = (found: Map<string, string[]>): string[] =>
  [...found].map(([message, pods]) => `${message}: ${pods.join(', ')}`)

function choose(kubectl: Kubectl, pods: readonly Pod[]): void {
  const state = memory(kubectl)
  const sorted = sortPods(pods, kubectl)
  const errors = joined(sorted.errors)
  if (errors.length > 0) return giveUp(kubectl, errors)
  const warnings = joined(sorted.warnings)
  if (warnings.length > 0) kubectl.warn(`Warning: ${warnings.join('; ')}\n`)
  if (sorted.delete.length === 0) return finished(kubectl)
  state.victims = sorted.delete.map(({ metadata }) => ({
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? '',
    state: 'evicting',
    error: ''
  }))
  const timeout = parseSeconds(text(kubectl.session.flags, 'timeout'))
  if (timeout > 0) kubectl.later(seconds(timeout), 'timeout', { do: 'timeout' })
  // Does the server know evictions? It asks for the core group's resources.
  kubectl.ask({ verb: 'get', resource: '', path: '/api/v1' }, { do: 'api' })
}

function evict(kubectl: Kubectl, victim: Victim): void {
  const { namespace, name } = victim
  kubectl.print(`evicting pod ${namespace}/${name}\n`)
  const grace = int(kubectl.session.flags, 'grace-period')
  const deleteOptions = grace === undefined || grace < 0 ? {} : { deleteOptions: { gracePeriodSeconds: grace } }
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, ...deleteOptions }
  const i = memory(kubectl).victims.indexOf(victim)
  kubectl.ask(
    { verb: 'create', resource: 'pods', namespace, name, subresource: 'eviction', body },
    { do: 'evicted', i }
  )
}

function evicted(kubectl: Kubectl, victim: Victim, i: number, answer: Answer): void {
  if (answer.error !== undefined) return kubectl.failWith(answer)
  if (answer.code === 429) {
    const { message } = answer.body as Status
    kubectl.warn(
      `error when evicting pods/"${victim.name}" -n "${victim.namespace}" (will retry after 5s): ${message}\n`
    )
    return kubectl.later(retryDelay, 'drain-eviction-retry', { do: 'retry', key: i, i })
  }
  if (answer.code !== 404 && !good(answer)) {
    const { message } = answer.body as Status
    victim.error = `error when evicting pods/"${victim.name}" -n "${victim.namespace}": ${message}`
    return concluded(kubectl)
  }
  victim.state = 'terminating'
  lookAt(kubectl, i)
}

function lookAt(kubectl: Kubectl, i: number): void {
  const { namespace, name } = memory(kubectl).victims[i]!
  kubectl.ask({ verb: 'get', resource: 'pods', namespace, name }, { do: 'gone?', i })
}

function looked(kubectl: Kubectl, victim: Victim, i: number, answer: Answer): void {
  if (victim.error !== '') return
  if (answer.error !== undefined) return kubectl.failWith(answer)
  if (answer.code !== 404 && (answer.body as KubeObject).metadata?.uid === victim.uid) {
    return kubectl.later(goneDelay, 'drain-poll-interval', { do: 'look', key: i, i })
  }
  victim.state = 'gone'
  kubectl.print(`pod/${victim.name} evicted\n`)
  concluded(kubectl)
}

function finished(kubectl: Kubectl): void {
  kubectl.print(`node/${memory(kubectl).node} drained\n`)
  kubectl.exit(0)
}

function reportPending(kubectl: Kubectl, answer: Answer): void {
  const state = memory(kubectl)
  const errors = state.victims.map(({ error }) => error).filter((error) => error !== '')
  const aggregate = errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`
  const pending = good(answer) ? ((answer.body as KubeList).items as Pod[]) : []
  const names = sortPods(pending, kubectl).delete.map(({ metadata }) => `pod/${metadata.name}\n`)
  kubectl.warn(
    `There are pending pods in node "${state.node}" when an error occurred: ${aggregate}\n${names.sort().join('')}`
  )
  giveUp(kubectl, errors)
}

function giveUp(kubectl: Kubectl, errors: readonly string[]): void {
  const { node } = memory(kubectl)
  const aggregate = errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`
  kubectl.warn(`error: unable to drain node "${node}" due to error: ${aggregate}, continuing command...\n`)
  kubectl.warn(`There are pending nodes to be drained:\n ${node}\n`)
  for (const error of errors) kubectl.warn(`${error}\n`)
  kubectl.exit(1)
}
