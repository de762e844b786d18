import { seconds } from '../../../../base/time'
import { formatTime } from '../../../api/timestamp'
import { selects } from '../../../api/labels'
import type { Deployment, KubeList, KubeObject, PodTemplateSpec, ReplicaSet } from '../../../api/types'
import { parseSeconds, type FlagSpecs } from '../command-line'
import { good, type Answer } from '../errors'
import { templateLines } from '../describe/template'
import { selectorText } from '../../../api/kinds/columns'
import { objectName, qualified } from '../../../api/scheme'
import { int, text, type Command, type Kubectl, type Step } from '../session'
import { align, describeTable } from '../tabwriter'
import { at, readTargets, resourceOf, type Target } from '../targets'

const flags: FlagSpecs = {
  revision: { kind: 'int' },
  'to-revision': { kind: 'int' },
  watch: { kind: 'bool', short: 'w' },
  timeout: { kind: 'string' },
  'dry-run': { kind: 'string', bare: 'unchanged' }
}
const revisionKey = 'deployment.kubernetes.io/revision'
const causeKey = 'kubernetes.io/change-cause'

/** The one object a rollout command is about. */
function begin(kubectl: Kubectl, step: string): void {
  const targets = readTargets(kubectl.session.args)
  if (!targets.ok) return kubectl.fail(targets.error)
  const target = targets.value[0]
  if (target?.name === undefined) return kubectl.fail('required resource not specified')
  kubectl.session.memory.target = target
  kubectl.ask({ verb: 'get', ...at(target, kubectl.namespace) }, { do: step })
}
const targetOf = ({ session }: Kubectl): Target => session.memory.target as Target
const nameOf = (kubectl: Kubectl): string => objectName(resourceOf(targetOf(kubectl)), targetOf(kubectl).name!)

// --- status -----------------------------------------------------------------------------------------------------------

/** What `rollout status` says, and whether it is done. Models kubectl/pkg/polymorphichelpers/rollout_status.go. */
export function rolloutStatus({ metadata, spec, status }: Deployment): {
  message: string
  done: boolean
  failed?: boolean
} {
  const { name, generation = 0 } = metadata
  if (generation > (status?.observedGeneration ?? 0))
    return { message: 'Waiting for deployment spec update to be observed...\n', done: false }
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing')
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return { message: `deployment "${name}" exceeded its progress deadline`, done: false, failed: true }
  }
  const wanted = spec.replicas ?? 1
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status ?? {}
  const waiting = (what: string) => ({
    message: `Waiting for deployment "${name}" rollout to finish: ${what}...\n`,
    done: false
  })
  if (updatedReplicas < wanted) return waiting(`${updatedReplicas} out of ${wanted} new replicas have been updated`)
  if (replicas > updatedReplicas) return waiting(`${replicas - updatedReplicas} old replicas are pending termination`)
  if (availableReplicas < updatedReplicas)
    return waiting(`${availableReplicas} of ${updatedReplicas} updated replicas are available`)
  return { message: `deployment "${name}" successfully rolled out\n`, done: true }
}

/** `kubectl rollout status`: GET, LIST and WATCH of the one object, a line per change, until it is done. */
export const status: Command = {
  reads: true,
  flags,
  start: (kubectl) => {
    const timeout = parseSeconds(text(kubectl.session.flags, 'timeout'))
    if (timeout > 0) kubectl.later(seconds(timeout), 'timeout', { do: 'timeout' })
    begin(kubectl, 'found')
  },
  answer: (kubectl, step, answer) => {
    if (!good(answer)) return step.do === 'watch' ? listAgain(kubectl) : kubectl.failWith(answer)
    if (step.do === 'found') return listAgain(kubectl)
    const { items, metadata } = answer.body as KubeList
    const [object] = items
    if (object && told(kubectl, object)) return
    watchOn(kubectl, metadata.resourceVersion)
  },
  watch: (kubectl, _step, events) => {
    if (events.length === 0) return listAgain(kubectl)
    for (const { type, object } of events) {
      if (type === 'DELETED') return kubectl.fail('object has been deleted')
      if (type === 'ERROR') return listAgain(kubectl)
      if (type !== 'BOOKMARK' && told(kubectl, object as KubeObject)) return
    }
  },
  wake: (kubectl) => kubectl.fail('timed out waiting for the condition')
}

/** Prints the state; true if that was the end. */
function told(kubectl: Kubectl, object: KubeObject): boolean {
  const { message, done, failed } = rolloutStatus(object as Deployment)
  if (failed) {
    kubectl.fail(message)
    return true
  }
  kubectl.print(message)
  const end = done || kubectl.session.flags.watch === false
  if (end) kubectl.exit(0)
  return end
}

const onlyThat = (kubectl: Kubectl): string => `metadata.name=${targetOf(kubectl).name}`

function listAgain(kubectl: Kubectl): void {
  const { name: _name, ...where } = at(targetOf(kubectl), kubectl.namespace)
  const options = { fieldSelector: onlyThat(kubectl), limit: 500, resourceVersion: '0' }
  kubectl.ask({ verb: 'list', ...where, options }, { do: 'list' })
}

function watchOn(kubectl: Kubectl, resourceVersion: string): void {
  const { name: _name, ...where } = at(targetOf(kubectl), kubectl.namespace)
  const timeoutSeconds = Math.floor(300 * (1 + kubectl.context.rng.float()))
  const options = { allowWatchBookmarks: true, fieldSelector: onlyThat(kubectl), resourceVersion, timeoutSeconds }
  kubectl.ask({ verb: 'watch', ...where, options }, { do: 'watch' })
}

// --- history and undo -------------------------------------------------------------------------------------------------

/** GET twice (once to find it, once by the history viewer), LIST of its ReplicaSets. */
function historySteps(then: (kubectl: Kubectl, deployment: Deployment, sets: ReplicaSet[]) => void) {
  return (kubectl: Kubectl, step: Step, answer: Answer): void => {
    if (!good(answer)) return kubectl.failWith(answer)
    if (step.do === 'found')
      return kubectl.ask({ verb: 'get', ...at(targetOf(kubectl), kubectl.namespace) }, { do: 'again' })
    if (step.do === 'again') {
      const deployment = answer.body as Deployment
      kubectl.session.memory.deployment = deployment
      const labelSelector = selectorText(deployment.spec.selector)
      return kubectl.ask(
        { verb: 'list', resource: 'replicasets', namespace: kubectl.namespace, options: { labelSelector } },
        { do: 'sets' }
      )
    }
    const deployment = kubectl.session.memory.deployment as Deployment
    const sets = ((answer.body as KubeList).items as ReplicaSet[]).filter(
      (set) =>
        set.metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid) &&
        selects(deployment.spec.selector, set.metadata.labels)
    )
    then(kubectl, deployment, sets)
  }
}

const revisionOf = ({ metadata }: ReplicaSet | Deployment): number => Number(metadata.annotations?.[revisionKey] ?? 0)

export const history: Command = {
  reads: true,
  flags,
  start: (kubectl) => begin(kubectl, 'found'),
  answer: historySteps((kubectl, _deployment, sets) => {
    const asked = int(kubectl.session.flags, 'revision') ?? 0
    if (asked > 0) {
      const found = sets.find((set) => revisionOf(set) === asked)
      if (!found) return kubectl.fail(`unable to find the specified revision`)
      kubectl.print(
        `${nameOf(kubectl)} with revision #${asked}\nPod Template:\n${templateLines(found.spec.template!)}\n`
      )
      return kubectl.exit(0)
    }
    const rows = sets
      .sort((a, b) => revisionOf(a) - revisionOf(b))
      .map((set) => `${revisionOf(set)}\t${set.metadata.annotations?.[causeKey] ?? '<none>'}`)
    kubectl.print(`${nameOf(kubectl)} \n${align(['REVISION\tCHANGE-CAUSE', ...rows].join('\n'), describeTable)}\n\n`)
    kubectl.exit(0)
  })
}

const withoutHash = (template: PodTemplateSpec): PodTemplateSpec => {
  const { 'pod-template-hash': _hash, ...labels } = template.metadata?.labels ?? {}
  return { ...template, metadata: { ...template.metadata, labels } }
}

const undoSteps = historySteps((kubectl, deployment, sets) => {
  if (deployment.spec.paused) {
    return kubectl.fail(
      `you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`
    )
  }
  const asked = int(kubectl.session.flags, 'to-revision') ?? 0
  const sorted = [...sets].sort((a, b) => revisionOf(b) - revisionOf(a))
  const found = asked > 0 ? sorted.find((set) => revisionOf(set) === asked) : sorted[1]
  if (!found) {
    return kubectl.fail(
      asked > 0
        ? `unable to find specified revision ${asked} in history`
        : 'no rollout history found for deployment "' + deployment.metadata.name + '"'
    )
  }
  const template = withoutHash(found.spec.template!)
  if (JSON.stringify(template) === JSON.stringify(deployment.spec.template)) {
    kubectl.print(
      `${nameOf(kubectl)} skipped rollback (current template already matches revision ${revisionOf(found)})\n`
    )
    return kubectl.exit(0)
  }
  const body = [
    { op: 'replace', path: '/spec/template', value: template },
    { op: 'replace', path: '/metadata/annotations', value: rolledBackAnnotations(deployment, found) }
  ]
  kubectl.ask(
    { verb: 'patch', ...at(targetOf(kubectl), kubectl.namespace), body, options: { patchType: 'json' } },
    { do: 'undone' }
  )
})

/** The ReplicaSet's annotations, but the deployment's own for what the controller keeps there. */
function rolledBackAnnotations(deployment: Deployment, { metadata }: ReplicaSet): Record<string, string> {
  const own = ['kubectl.kubernetes.io/last-applied-configuration', revisionKey]
  const kept = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => own.includes(key))
  const skipped = [
    ...own,
    'deployment.kubernetes.io/desired-replicas',
    'deployment.kubernetes.io/max-replicas',
    'deployment.kubernetes.io/revision-history'
  ]
  const from = Object.entries(metadata.annotations ?? {}).filter(([key]) => !skipped.includes(key))
  return Object.fromEntries([...kept, ...from])
}

export const undo: Command = {
  flags,
  start: (kubectl) => begin(kubectl, 'found'),
  answer: (kubectl, step, answer) => {
    if (step.do !== 'undone') return undoSteps(kubectl, step, answer)
    if (!good(answer)) return kubectl.failWith(answer)
    kubectl.print(`${nameOf(kubectl)} rolled back\n`)
    kubectl.exit(0)
  }
}

// --- restart, pause, resume -------------------------------------------------------------------------------------------

/** GET, then a PATCH that `change` makes; a text instead is an error. */
function patcher(said: string, change: (kubectl: Kubectl, deployment: Deployment) => object | string): Command {
  return {
    flags,
    start: (kubectl) => begin(kubectl, 'found'),
    answer: (kubectl, step, answer) => {
      if (!good(answer)) return kubectl.failWith(answer)
      if (step.do === 'patched') {
        kubectl.print(`${nameOf(kubectl)} ${said}\n`)
        return kubectl.exit(0)
      }
      const body = change(kubectl, answer.body as Deployment)
      if (typeof body === 'string')
        return kubectl.fail(`${qualified(resourceOf(targetOf(kubectl)))} "${targetOf(kubectl).name}" ${body}`)
      const options = { patchType: 'strategic', fieldManager: 'kubectl-rollout' } as const
      kubectl.ask({ verb: 'patch', ...at(targetOf(kubectl), kubectl.namespace), body, options }, { do: 'patched' })
    }
  }
}

export const restart = patcher('restarted', ({ now }, { spec }) =>
  spec.paused
    ? "can't restart paused deployment (run rollout resume first)"
    : { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': formatTime(now) } } } } }
)
export const pause = patcher('paused', (_kubectl, { spec }) =>
  spec.paused ? 'is already paused' : { spec: { paused: true } }
)
export const resume = patcher('resumed', (_kubectl, { spec }) =>
  spec.paused ? { spec: { paused: null } } : 'is not paused'
)
