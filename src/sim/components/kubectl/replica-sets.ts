import { equal } from '../../api/equality'
import { selects } from '../../api/labels'
import { parseTime } from '../../api/timestamp'
import type { Deployment, ReplicaSet } from '../../api/types'
import { goSorted } from './print/go-sort'

/**
 * The set that a Deployment's template has, and those of earlier ones, from the oldest. Of several with the same the oldest is the new
 * one. Models kubectl/pkg/util/deployment/deployment.go.
 */
export function newAndOldSets(
  deployment: Deployment,
  all: readonly ReplicaSet[]
): { readonly current: ReplicaSet | undefined; readonly old: readonly ReplicaSet[] } {
  const own = all.filter(
    ({ metadata }) =>
      metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === deployment.metadata.uid) &&
      selects(deployment.spec.selector, metadata.labels)
  )
  const created = ({ metadata }: ReplicaSet): number => parseTime(metadata.creationTimestamp)
  const byAge = goSorted(own, (a, b) =>
    created(a) === created(b) ? a.metadata.name < b.metadata.name : created(a) < created(b)
  )
  const current = byAge.find(({ spec }) => equal(plain(spec.template), plain(deployment.spec.template)))
  return { current, old: byAge.filter((set) => set !== current) }
}

/** Without the label that tells the sets apart. */
function plain(template: ReplicaSet['spec']['template']): unknown {
  const {
    creationTimestamp: _time,
    labels: { 'pod-template-hash': _hash, ...labels } = {},
    ...metadata
  } = template?.metadata ?? {}
  return { ...template, metadata: { ...metadata, labels } }
}
