import { findKind, type Kind } from '../../../../api/scheme'
import type { KubeObject } from '../../../../api/types'
import { good } from '../../errors'
import { ask, listed } from '../../script/effects'
import { errorString, Failure, failure, problemOf } from '../../script/failure'
import { originalOf } from '../../script/last-applied'
import type { Info } from '../../script/manifest'
import type { Script, Shell } from '../../script/script'
import { kindText, resourceCall } from '../../script/targets'
import { int, list, text } from '../../session'
import { cascadeOf } from '../delete'
import type { Applying } from '.'

/** Models kubectl/pkg/util/prune defaultNamespacedPruneResources and those without a namespace. */
const standard = [
  'core/v1/ConfigMap',
  'core/v1/Endpoints',
  'core/v1/PersistentVolumeClaim',
  'core/v1/Pod',
  'core/v1/ReplicationController',
  'core/v1/Secret',
  'core/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
  'core/v1/Namespace',
  'core/v1/PersistentVolume'
]

function kindsOf(shell: Shell): Kind[] {
  const given = list(shell.flags, 'prune-allowlist')
  if (given.length === 0)
    shell.log(
      'W',
      'prune.go:71] Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.'
    )
  return (given.length > 0 ? given : standard).map((row) => {
    const [group = '', version, kind, ...more] = row.split('/')
    if (version === undefined || kind === undefined || more.length > 0)
      throw failure(`invalid GroupVersionKind format: ${row}, please follow <group/version/kind>`)
    const apiVersion = group === 'core' || group === '' ? version : `${group}/${version}`
    const found = findKind(kind, apiVersion)
    if (!found) throw failure(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`)
    return found
  })
}

/** Deletes what was applied once and is not among what is applied now. Models apply/prune.go. */
export function* pruned(
  shell: Shell,
  infos: readonly Info[],
  results: readonly KubeObject[],
  applying: Applying
): Script {
  const kinds = kindsOf(shell)
  const kept = new Set(results.map(({ metadata }) => metadata.uid))
  const namespaces = new Set(infos.filter(({ kind }) => kind.namespaced).map(({ namespace }) => namespace))
  if (text(shell.flags, 'namespace') !== '') namespaces.add(shell.namespace)
  for (const namespace of namespaces)
    for (const kind of kinds) if (kind.namespaced) yield* prunedKind(shell, kind, namespace, kept, applying)
  for (const kind of kinds) if (!kind.namespaced) yield* prunedKind(shell, kind, '', kept, applying)
}

function* prunedKind(
  shell: Shell,
  kind: Kind,
  namespace: string,
  kept: ReadonlySet<string | undefined>,
  { dryRun, said }: Applying
): Script {
  const where = resourceCall({ kind, apiVersion: kind.apiVersion }, namespace)
  const labelSelector = text(shell.flags, 'selector')
  const grace = int(shell.flags, 'grace-period') ?? -1
  try {
    const options = labelSelector === '' ? {} : { labelSelector }
    const { items } = yield* listed(shell, { verb: 'list', ...where, options })
    for (const object of items) {
      if (originalOf(object) === undefined || kept.has(object.metadata.uid)) continue
      if (dryRun !== 'client') {
        const answer = yield* ask({
          verb: 'delete',
          ...where,
          name: object.metadata.name,
          options: {
            propagationPolicy: cascadeOf(shell),
            ...(grace >= 0 && { gracePeriodSeconds: grace }),
            ...(dryRun === 'server' && { dryRun: true })
          }
        })
        if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
      }
      said({ ...object, apiVersion: kind.apiVersion, kind: kind.kind }, 'pruned')
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const what = kind.namespaced ? 'namespaced' : 'nonNamespaced'
    throw failure(`error pruning ${what} object ${kindText(kind)}: ${errorString(error.problem)}`)
  }
}
