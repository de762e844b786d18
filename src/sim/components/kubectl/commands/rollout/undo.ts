import { equal } from '../../../../api/equality'
import type { Deployment, KubeObject, PodTemplateSpec } from '../../../../api/types'
import { good } from '../../errors'
import { int, type Command, type Kubectl } from '../../session'
import { at } from '../../targets'
import { revisionKey, revisionSteps, type Revision, type Workload } from './revisions'
import { begin, flags, nameOf, targetOf } from './target'

/** Deployments are rolled back to a ReplicaSet's template, the others to a ControllerRevision. Models polymorphichelpers/rollback.go. */
const undoSteps = revisionSteps('rollbacker', (kubectl, workload, revisions) => {
  const isDeployment = workload.kind === 'Deployment'
  if (isDeployment && (workload as Deployment).spec.paused) {
    return kubectl.fail(
      `you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`
    )
  }
  const asked = int(kubectl.session.flags, 'to-revision') ?? 0
  const newestFirst = [...revisions].reverse()
  const found = asked > 0 ? revisions.find(({ revision }) => revision === asked) : newestFirst[1]
  if (!found) {
    return kubectl.fail(
      asked > 0
        ? `unable to find specified revision ${asked} in history`
        : isDeployment
          ? `no rollout history found for deployment "${workload.metadata.name}"`
          : 'no last revision to roll back to'
    )
  }
  const template = isDeployment ? withoutHash(found.template) : found.template
  if (equal(template, workload.spec.template)) {
    kubectl.print(`${nameOf(kubectl)} skipped rollback (current template already matches revision ${found.revision})\n`)
    return kubectl.exit(0)
  }
  if (isDeployment) rollBack(kubectl, 'json', deploymentPatch(workload, found, template))
  else rollBack(kubectl, 'strategic', { spec: { template: { ...template, $patch: 'replace' } } })
})

function rollBack(kubectl: Kubectl, patchType: 'json' | 'strategic', body: object): void {
  kubectl.ask(
    { verb: 'patch', ...at(targetOf(kubectl), kubectl.namespace), body, options: { patchType } },
    { do: 'undone' }
  )
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
