import { selects } from '../../../../api/labels'
import { selectorText } from '../../../../api/kinds/columns'
import type { DaemonSet, Deployment, KubeObject, PodTemplateSpec, ReplicaSet } from '../../../../api/types'
import { fetched, listed } from '../../script/effects'
import { failure } from '../../script/failure'
import type { Info } from '../../script/manifest'
import type { Script, Shell } from '../../script/script'
import { callOf } from '../../script/targets'

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

/** Kinds that are known to have revisions or none. Models kubectl/pkg/apps/kind_visitor.go. */
const visited: ReadonlySet<string> = new Set([
  ...Object.keys(keepers),
  'Job',
  'Pod',
  'ReplicaSet',
  'ReplicationController',
  'CronJob'
])

/**
 * GET again (by the viewer), then LIST of what keeps its revisions; oldest first.
 * Models kubectl/pkg/polymorphichelpers/history.go.
 */
export function* revisionsOf(
  shell: Shell,
  info: Info,
  what: string
): Script<{ workload: Workload; revisions: Revision[] }> {
  const { kind, group } = info.kind
  const keeper = keepers[kind]
  const whole = JSON.stringify(group === '' ? kind : `${kind}.${group}`)
  if (!visited.has(kind)) {
    const during = what === 'history viewer' ? 'history' : what
    throw failure(`error retrieving ${during} for ${whole}, no visitor method exists for {${group} ${kind}}`)
  }
  if (keeper === undefined) throw failure(`no ${what} has been implemented for ${whole}`)
  const workload = (yield* fetched(shell, { verb: 'get', ...callOf(info) })) as Workload
  const options = { labelSelector: selectorText(workload.spec.selector) }
  const { items } = yield* listed(shell, { verb: 'list', resource: keeper, namespace: info.namespace, options })
  const own = items.filter(
    ({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === workload.metadata.uid) &&
      selects(workload.spec.selector, metadata.labels)
  )
  return { workload, revisions: own.map(revisionOf).sort((one, other) => one.revision - other.revision) }
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
