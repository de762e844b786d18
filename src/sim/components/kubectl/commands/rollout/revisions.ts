import { selects } from '../../../../api/labels'
import { selectorText } from '../../../../api/kinds/columns'
import type { DaemonSet, Deployment, KubeList, KubeObject, PodTemplateSpec, ReplicaSet } from '../../../../api/types'
import { good, type Answer } from '../../errors'
import type { Kubectl, Step } from '../../session'
import { at } from '../../targets'
import { targetOf } from './target'

export const revisionKey = 'deployment.kubernetes.io/revision'
const causeKey = 'kubernetes.io/change-cause'

/** A template that a workload had once, or has. */
export interface Revision {
  readonly revision: number
  readonly cause: string
  readonly template: PodTemplateSpec
  /** The ReplicaSet or ControllerRevision that keeps it. */
  readonly kept: KubeObject
}

/** A workload whose pods are made of a template. */
export type Workload = Deployment | DaemonSet

interface ControllerRevision extends KubeObject {
  readonly revision: number
  readonly data: { readonly spec: { readonly template: PodTemplateSpec } }
}

const keepers: Readonly<Record<string, string>> = {
  Deployment: 'replicasets',
  StatefulSet: 'controllerrevisions',
  DaemonSet: 'controllerrevisions'
}

/**
 * GET twice (once to find it, once by the viewer), then LIST of what keeps its revisions; oldest first.
 * Models kubectl/pkg/polymorphichelpers/history.go.
 */
export function revisionSteps(
  what: string,
  then: (kubectl: Kubectl, workload: Workload, revisions: Revision[]) => void
) {
  return (kubectl: Kubectl, step: Step, answer: Answer): void => {
    if (!good(answer)) return kubectl.failWith(answer)
    if (step.do === 'found') {
      const { kind } = answer.body as KubeObject
      if (!keepers[kind]) return kubectl.fail(`no ${what} has been implemented for ${JSON.stringify(kind)}`)
      return kubectl.ask({ verb: 'get', ...at(targetOf(kubectl), kubectl.namespace) }, { do: 'again' })
    }
    if (step.do === 'again') {
      const workload = answer.body as Workload
      kubectl.session.memory.workload = workload
      const options = { labelSelector: selectorText(workload.spec.selector) }
      const resource = keepers[workload.kind]!
      return kubectl.ask({ verb: 'list', resource, namespace: kubectl.namespace, options }, { do: 'revisions' })
    }
    const workload = kubectl.session.memory.workload as Workload
    const own = (answer.body as KubeList).items.filter(
      ({ metadata }) =>
        metadata.ownerReferences?.some(({ uid }) => uid === workload.metadata.uid) &&
        selects(workload.spec.selector, metadata.labels)
    )
    then(
      kubectl,
      workload,
      own.map(revisionOf).sort((a, b) => a.revision - b.revision)
    )
  }
}

function revisionOf(kept: KubeObject): Revision {
  const cause = kept.metadata.annotations?.[causeKey] ?? '<none>'
  if (kept.kind === 'ControllerRevision') {
    const { revision, data } = kept as ControllerRevision
    const { $patch: _patch, ...template } = data.spec.template as PodTemplateSpec & { $patch?: string }
    return { revision, cause, template, kept }
  }
  const { template } = (kept as ReplicaSet).spec
  return { revision: Number(kept.metadata.annotations?.[revisionKey] ?? 0), cause, template: template!, kept }
}
