import { equal } from '../../../../api/equality'
import type { Deployment, KubeObject, PodTemplateSpec } from '../../../../api/types'
import { templateLines } from '../../describe/template'
import { fetched } from '../../script/effects'
import { failure } from '../../script/failure'
import type { Info } from '../../script/manifest'
import { dryRunOf } from '../../script/options'
import { printerOf } from '../../script/printing'
import { scripted, type Script, type Shell } from '../../script/script'
import { callOf } from '../../script/targets'
import { originalOf, lastApplied } from '../../script/last-applied'
import { int } from '../../session'
import { visitEach } from './objects'
import { revisionKey, revisionsOf, type Revision, type Workload } from './revisions'

/** Deployments are rolled back to a ReplicaSet's template, the others to a ControllerRevision. Models rollout_undo.go and rollback.go. */
export const undo = scripted(undoEach)

function* undoEach(shell: Shell): Script {
  yield* visitEach(shell, function* (info) {
    if (originalOf(info.object) !== undefined)
      shell.warn(
        `Warning: resource ${info.kind.plural}/${info.name} was previously managed with 'kubectl apply'. Rolling back will not update the ${lastApplied} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n`
      )
    const done = yield* rolledBack(shell, info)
    printerOf(shell, '', dryRunOf(shell))(info.object, { done })
  })
}

function* rolledBack(shell: Shell, info: Info): Script<string> {
  const { workload, revisions } = yield* revisionsOf(shell, info, 'rollbacker')
  const asked = int(shell.flags, 'to-revision') ?? 0
  const isDeployment = workload.kind === 'Deployment'
  if (asked < 0) throw failure(`unable to find specified revision ${asked} in history`)
  const found = chosen(workload, revisions, asked)
  const dryRun = dryRunOf(shell)
  if (dryRun === 'client') return `Pod Template:\n${templateLines(found.template)}`.replace(/\n$/, '')
  if (isDeployment && (workload as Deployment).spec.paused)
    throw failure(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again"
    )
  const template = isDeployment ? withoutHash(found.template) : found.template
  if (equal(template, workload.spec.template))
    return `skipped rollback (current template already matches revision ${found.revision})`
  const body = isDeployment
    ? deploymentPatch(workload, found, template)
    : { spec: { template: { ...template, $patch: 'replace' } } }
  const options = {
    patchType: isDeployment ? 'json' : 'strategic',
    ...(dryRun === 'server' && { dryRun: true })
  } as const
  yield* fetched(shell, { verb: 'patch', ...callOf(info), body, options })
  return 'rolled back'
}

function chosen(workload: Workload, revisions: readonly Revision[], asked: number): Revision {
  const found = asked > 0 ? revisions.find(({ revision }) => revision === asked) : revisions.at(-2)
  if (found) return found
  if (asked > 0) throw failure(`unable to find specified revision ${asked} in history`)
  throw workload.kind === 'Deployment'
    ? failure(`no rollout history found for deployment ${JSON.stringify(workload.metadata.name)}`)
    : failure('no last revision to roll back to')
}

const withoutHash = (template: PodTemplateSpec): PodTemplateSpec => {
  const { 'pod-template-hash': _hash, ...labels } = template.metadata?.labels ?? {}
  return { ...template, metadata: { ...template.metadata, labels } }
}

const deploymentPatch = (workload: Workload, { kept }: Revision, template: PodTemplateSpec): object[] => [
  { op: 'replace', path: '/spec/template', value: template },
  { op: 'replace', path: '/metadata/annotations', value: rolledBackAnnotations(workload, kept) }
]

/** The ReplicaSet's annotations, but the deployment's own for what the controller keeps there. */
function rolledBackAnnotations(workload: Workload, { metadata }: KubeObject): Record<string, string> {
  const own = ['kubectl.kubernetes.io/last-applied-configuration', revisionKey]
  const kept = Object.entries(workload.metadata.annotations ?? {}).filter(([key]) => own.includes(key))
  const skipped = [
    ...own,
    'deployment.kubernetes.io/desired-replicas',
    'deployment.kubernetes.io/max-replicas',
    'deployment.kubernetes.io/revision-history'
  ]
  const from = Object.entries(metadata.annotations ?? {}).filter(([key]) => !skipped.includes(key))
  return Object.fromEntries([...kept, ...from])
}
