import { canonicalQuantity } from '../../../api/quantity'
import type { KubeObject } from '../../../api/types'
import type { Fields } from '../../../api/patch/json'
import { good } from '../errors'
import { ask } from '../script/effects'
import { Failure, failure, problemOf } from '../script/failure'
import { withAnnotation } from '../script/last-applied'
import type { Info } from '../script/manifest'
import { dryRunOf, managerOf, ownNamespace } from '../script/options'
import { printerOf } from '../script/printing'
import { recorded } from '../script/record'
import { scripted, type Script, type Shell } from '../script/script'
import { resourceText } from '../script/targets'
import { visit } from '../script/visit'
import { int, isSet, text } from '../session'
import type { GivenFlags } from '../cobra/parse'

/** Models kubectl/pkg/cmd/autoscale/autoscale.go. */
export const autoscale = scripted(autoscaleEach)

function* autoscaleEach(shell: Shell): Script {
  const { flags, args } = shell
  const dryRun = dryRunOf(shell)
  const [max, min] = [int(flags, 'max') ?? -1, int(flags, 'min') ?? -1]
  if (max < 1) throw failure(`--max=MAXPODS is required and must be at least 1, max: ${max}`)
  if (max < min) throw failure(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`)
  const percent = int(flags, 'cpu-percent') ?? -1
  if (percent > 0 && text(flags, 'cpu') !== '') throw failure('--cpu-percent and --cpu are mutually exclusive')
  const metrics = metricsOf(shell, percent)
  const count = yield* visit(shell, args, { files: true, continueOnError: true }, function* (info) {
    if (!info.kind.subresources.includes('scale'))
      throw failure(
        `cannot autoscale a ${info.kind.kind}: could not find scale subresource for ${resourceText(info)} in discovery information`
      )
    const made = recorded(shell, autoscalerOf(shell, info, { max, min }, metrics))
    if (dryRun === 'client') return printerOf(shell, 'created', dryRun)(made, { typed: true })
    const problem = yield* created(shell, made)
    if (!problem) return
    const older = yield* created(shell, olderOf(made, utilizationOf(flags)))
    if (older) throw new Failure(older)
  })
  if (count === 0) throw failure('no objects passed to autoscale')
}

function* created(shell: Shell, object: KubeObject) {
  const dryRun = dryRunOf(shell)
  const manager = managerOf(shell, 'kubectl-autoscale')
  const answer = yield* ask({
    verb: 'create',
    resource: 'horizontalpodautoscalers',
    ...(object.apiVersion !== 'autoscaling/v2' && { apiVersion: object.apiVersion }),
    namespace: shell.namespace,
    body: withAnnotation(object, isSet(shell.flags, 'save-config')),
    options: { ...(manager !== '' && { fieldManager: manager }), ...(dryRun === 'server' && { dryRun: true }) }
  })
  if (!good(answer)) return problemOf(answer, shell.host)
  printerOf(shell, 'autoscaled', dryRun)(answer.body as KubeObject, { typed: true })
  return undefined
}

function autoscalerOf(
  shell: Shell,
  { kind, apiVersion, name }: Info,
  { max, min }: { readonly max: number; readonly min: number },
  metrics: readonly object[]
): KubeObject {
  const namespace = ownNamespace(shell)
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: { name: text(shell.flags, 'name') || name, ...(namespace !== '' && { namespace }) },
    spec: {
      scaleTargetRef: { kind: kind.kind, name, apiVersion },
      ...(min > 0 && { minReplicas: min }),
      maxReplicas: max,
      ...(metrics.length > 0 && { metrics })
    },
    status: { desiredReplicas: 0, currentMetrics: null }
  } as KubeObject
}

/**
 * What the older version, which is tried before it is given up, can be told of: `--cpu` in per cent alone.
 * Models autoscale.go createHorizontalPodAutoscalerV1 and its caller, which wraps an error that need not be there.
 */
function utilizationOf(flags: GivenFlags): number {
  const refused = (why: string): Failure =>
    failure(`failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: ${why}`)
  const target = targetOrWhy(text(flags, 'cpu').trim())
  if (typeof target === 'string') throw refused(target)
  if (target.averageUtilization === undefined || text(flags, 'memory') !== '') throw refused('%!w(<nil>)')
  return target.averageUtilization
}

function targetOrWhy(given: string): { readonly averageUtilization?: number } | string {
  try {
    return targetOf(given, 'cpu', 'm')
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
}

function olderOf(object: KubeObject, percent: number): KubeObject {
  const { metrics: _, ...spec } = object.spec as Fields
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    spec: { ...spec, ...(percent >= 0 && { targetCPUUtilizationPercentage: percent }) },
    status: { currentReplicas: 0, desiredReplicas: 0 }
  }
}

function metricsOf({ flags }: Shell, percent: number): object[] {
  const metric = (name: string, target: object) => ({ type: 'Resource', resource: { name, target } })
  const metrics: object[] = []
  if (percent > 0) metrics.push(metric('cpu', { type: 'Utilization', averageUtilization: percent }))
  for (const [name, unit] of [
    ['cpu', 'm'],
    ['memory', 'Mi']
  ] as const) {
    const given = text(flags, name).trim()
    if (text(flags, name) !== '') metrics.push(metric(name, targetOf(given, name, unit)))
  }
  return metrics
}

/** `70%`, `500m`, `500`. Models parseResourceInput. */
function targetOf(given: string, name: string, unit: string): object {
  if (given === '') throw failure('empty input')
  if (given.endsWith('%')) {
    const number = given.slice(0, -1)
    if (!/^[+]?\d+$/.test(number) || Number(number) > 2_147_483_647)
      throw failure(`invalid percentage value: ${number}`)
    return { type: 'Utilization', averageUtilization: Number(number) }
  }
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(given)
  const quantity = canonicalQuantity(isNumber ? `${Number(given)}${unit}` : given)
  if (quantity === undefined) throw failure(`invalid resource ${name} value: ${given}`)
  return { type: 'AverageValue', averageValue: quantity }
}
