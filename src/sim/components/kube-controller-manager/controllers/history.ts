import { equal } from '../../../api/equality'
import type { DaemonSet, KubeObject, PodTemplateSpec, StatefulSet } from '../../../api/types'
import { selects } from '../../../api/labels'
import { listControlled, listOrphans, type Caches } from '../caches'
import { controllerReference } from '../claim'
import { errorOf, isAlreadyExists, isNotFound, isOk, objectOf, request, type Sync } from '../sync'
import { podTemplateHash } from './deployment-revision'

/** What StatefulSets and DaemonSets keep of their former templates. Models pkg/controller/history/controller_history.go. */

/** A ControllerRevision: a former or the present template. */
export interface Revision extends KubeObject {
  readonly data: { readonly spec: { readonly template: PodTemplateSpec } }
  readonly revision: number
}

/** On pods, and on revisions of DaemonSets: of which template they are. */
export const revisionLabel = 'controller-revision-hash'
/** The same on revisions of StatefulSets. Models ControllerRevisionHashLabel. */
const hashLabel = 'controller.kubernetes.io/hash'

/** The revisions of a set, and those that nobody owns and that its selector matches. */
export const revisionsOf = (caches: Caches, { metadata, spec }: StatefulSet | DaemonSet): Revision[] => [
  ...(listControlled(caches, 'controllerrevisions', metadata.uid!) as Revision[]),
  ...(listOrphans(caches, 'controllerrevisions', metadata.namespace!) as Revision[]).filter((one) =>
    selects(spec.selector, one.metadata.labels)
  )
]

/** The template that a revision keeps. */
export const templateOf = ({ data }: Revision): PodTemplateSpec => {
  const { $patch: _patch, ...template } = data.spec.template as PodTemplateSpec & { $patch?: string }
  return template
}

/**
 * The revision of the present template: the newest one if it is that; an older one is made the newest (somebody rolled back); else
 * it is written down. A text is an error.
 */
export function* presentRevision(
  set: StatefulSet | DaemonSet,
  revisions: readonly Revision[]
): Sync<Revision | string> {
  const { template } = set.spec
  const { namespace, name, annotations } = set.metadata
  const newest = Math.max(0, ...revisions.map(({ revision }) => revision))
  const known = revisions.filter((one) => equal(templateOf(one), template)).sort((a, b) => b.revision - a.revision)[0]
  if (known?.revision === newest) return known
  const at = { resource: 'controllerrevisions', namespace: namespace! }
  if (known) {
    const body = { ...known, revision: newest + 1 }
    const answer = yield* request({ verb: 'update', ...at, name: known.metadata.name, body })
    return isOk(answer) ? objectOf<Revision>(answer) : errorOf(answer)
  }
  const hash = podTemplateHash(template, set.status.collisionCount)
  const body: Revision = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      namespace: namespace!,
      labels: { ...template.metadata?.labels, [set.kind === 'StatefulSet' ? hashLabel : revisionLabel]: hash },
      ...(annotations && { annotations }),
      ownerReferences: [controllerReference(set as KubeObject)]
    },
    data: { spec: { template: { ...template, $patch: 'replace' } as PodTemplateSpec } },
    revision: newest + 1
  }
  const answer = yield* request({ verb: 'create', ...at, body })
  return isOk(answer) ? objectOf<Revision>(answer) : isAlreadyExists(answer) ? body : errorOf(answer)
}

/** Revisions that nothing runs by go, the oldest first, until as many are left as are to be kept. */
export function* truncateHistory(
  set: StatefulSet | DaemonSet,
  revisions: readonly Revision[],
  isLive: (revision: Revision) => boolean
): Sync<void> {
  const idle = revisions.filter((revision) => !isLive(revision)).sort((a, b) => a.revision - b.revision)
  const { namespace } = set.metadata
  for (const { metadata } of idle.slice(0, Math.max(0, idle.length - (set.spec.revisionHistoryLimit ?? 10)))) {
    const at = { resource: 'controllerrevisions', namespace: namespace!, name: metadata.name }
    const answer = yield* request({ verb: 'delete', ...at })
    if (!isOk(answer) && !isNotFound(answer)) return
  }
}
