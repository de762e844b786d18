import { seconds } from '../../../../../base/time'
import { parseTime } from '../../../../api/timestamp'
import type { KubeList, Pod } from '../../../../api/types'
import { good } from '../../errors'
import { ask } from '../../script/effects'
import { errorString, plain, problemOf, type Problem } from '../../script/failure'
import type { Script, Shell } from '../../script/script'
import { resourceFor } from '../../script/targets'
import { listProblem } from '../../script/visit'
import { int, isSet, text } from '../../session'

/** The pods of a node, sorted into those that go and those that stand in the way. Models kubectl/pkg/drain PodDeleteList. */
export interface Sorted {
  readonly pods: readonly Pod[]
  /** What stands against it; empty: nothing. */
  readonly problems: readonly Problem[]
  readonly warnings: readonly string[]
}

/** Which pods go, and what stands against it. Models GetPodsForDeletion and kubectl/pkg/drain/filters.go. */
export function* podsForDeletion(shell: Shell, node: string): Script<Sorted> {
  const listed = yield* podsOn(shell, node)
  if (!('pods' in listed)) return { pods: [], problems: [listed], warnings: [] }
  const pods: Pod[] = []
  const errors = new Map<string, string[]>()
  const warnings = new Map<string, string[]>()
  for (const pod of listed.pods) {
    const verdict = yield* judged(shell, pod)
    if (verdict.goes) pods.push(pod)
    const notes = verdict.level === 'error' ? errors : warnings
    if (verdict.level !== undefined)
      notes.set(verdict.note, [...(notes.get(verdict.note) ?? []), `${pod.metadata.namespace}/${pod.metadata.name}`])
  }
  const problems = joined(errors).map((text) => plain(`cannot delete ${text}`))
  return { pods, problems, warnings: joined(warnings) }
}

const joined = (found: ReadonlyMap<string, readonly string[]>): string[] =>
  [...found].map(([note, pods]) => `${note}: ${pods.join(', ')}`)

function* podsOn(shell: Shell, node: string): Script<{ readonly pods: readonly Pod[] } | Problem> {
  const fieldSelector = `spec.nodeName=${node}`
  const labelSelector = text(shell.flags, 'pod-selector')
  const limit = int(shell.flags, 'chunk-size') ?? 500
  const pods: Pod[] = []
  for (let token = ''; ;) {
    const answer = yield* ask({
      verb: 'list',
      resource: 'pods',
      options: {
        fieldSelector,
        ...(labelSelector !== '' && { labelSelector }),
        ...(limit > 0 && { limit }),
        ...(token !== '' && { continue: token })
      }
    })
    if (!good(answer)) {
      const problem = problemOf(answer, shell.host)
      return listProblem(problem, yield* resourceFor(shell, 'pods'), labelSelector, fieldSelector)
    }
    const { items, metadata } = answer.body as KubeList & { readonly metadata: { readonly continue?: string } }
    pods.push(...(items as Pod[]))
    token = metadata.continue ?? ''
    if (token === '') return { pods }
  }
}

/** What the filters say of a pod: the last one's word counts. */
type Verdict =
  | { readonly goes: boolean; readonly level?: undefined }
  | { readonly goes: boolean; readonly level: 'warning' | 'error'; readonly note: string }

function* judged(shell: Shell, pod: Pod): Script<Verdict> {
  const { metadata, spec, status } = pod
  const { flags } = shell
  if (isSkipped(shell, pod)) return { goes: false }
  const isFinished = status.phase === 'Succeeded' || status.phase === 'Failed'
  const controller = metadata.ownerReferences?.find(({ controller: is }) => is)
  if (controller?.kind === 'DaemonSet' && !isFinished) {
    const { namespace = '' } = metadata
    const answer = yield* ask({ verb: 'get', resource: 'daemonsets', namespace, name: controller.name })
    if (good(answer)) {
      if (isSet(flags, 'ignore-daemonsets'))
        return { goes: false, level: 'warning', note: 'ignoring DaemonSet-managed Pods' }
      const note = 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)'
      return { goes: false, level: 'error', note }
    }
    // The pod of a DaemonSet that is gone may go.
    if (answer.code !== 404 || !isSet(flags, 'force'))
      return { goes: false, level: 'error', note: errorString(problemOf(answer, shell.host)) }
  }
  if (metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return { goes: false }
  if (isFinished) return { goes: true }
  if ((spec.volumes ?? []).some(({ emptyDir }) => emptyDir) && !isSet(flags, 'delete-emptydir-data'))
    return { goes: false, level: 'error', note: 'Pods with local storage (use --delete-emptydir-data to override)' }
  if (controller) return { goes: true }
  if (isSet(flags, 'force')) return { goes: true, level: 'warning', note: 'deleting Pods that declare no controller' }
  return { goes: false, level: 'error', note: 'Pods that declare no controller (use --force to override)' }
}

/** Whether nobody waits any more for a pod that goes. Models shouldSkipPod. */
export function isSkipped({ flags, now }: Shell, { metadata }: Pod): boolean {
  const limit = int(flags, 'skip-wait-for-delete-timeout') ?? 0
  if (limit <= 0 || metadata.deletionTimestamp === undefined) return false
  return Math.trunc((now - parseTime(metadata.deletionTimestamp)) / seconds(1)) > limit
}
