import { canonicalQuantity, quantityMilliValue } from '../../../../api/quantity'
import type { Sync } from '../../sync'
import type { MetricSpec, MetricStatus } from './look'
import { byAverage, byShare, byUtilization, byValue, type Result, type Scene } from './replicas'
import { goText } from './selector'
import { externalMetric, objectMetric, podsMetric, resourceUsage } from './usage'

/** What one metric asks for. */
export interface Proposed {
  readonly replicas: number
  /** As the reason of a new size names it. */
  readonly name: string
  readonly status: MetricStatus
}

/** Why a metric says nothing. */
export interface Unknown {
  /** Of the event and the condition. */
  readonly reason: string
  readonly error: string
  /** The error as the sum of all metrics' errors tells it. */
  readonly told: string
}

/** Models horizontal.go computeReplicasForMetric. */
export function* metricReplicas(scene: Scene, selector: string, spec: MetricSpec): Sync<Proposed | Unknown> {
  const { resource, containerResource, pods, object, external } = spec
  if (spec.type === 'Resource' && resource) return yield* byResource(scene, selector, resource, '')
  if (spec.type === 'ContainerResource' && containerResource)
    return yield* byResource(scene, selector, containerResource, containerResource.container)
  if (spec.type === 'Pods' && pods) return yield* byPods(scene, selector, pods)
  if (spec.type === 'Object' && object) return yield* byObject(scene, object)
  if (spec.type === 'External' && external) return yield* byExternal(scene, external)
  const error = `unknown metric source type ${JSON.stringify(spec.type)}`
  return { reason: 'InvalidMetricSourceType', error, told: error }
}

type Source<K extends keyof MetricSpec> = NonNullable<MetricSpec[K]>

/** Models computeStatusForResourceMetricGeneric. */
function* byResource(
  scene: Scene,
  selector: string,
  { name, target }: Source<'resource'>,
  container: string
): Sync<Proposed | Unknown> {
  const isContainer = container !== ''
  const unknown = (error: string): Unknown => ({
    reason: isContainer ? 'FailedGetContainerResourceMetric' : 'FailedGetResourceMetric',
    error,
    told: `failed to get ${name} ${isContainer ? 'container' : 'resource'} metric value: ${error}`
  })
  const { averageValue, averageUtilization } = target
  if (averageValue === undefined && averageUtilization === undefined)
    return unknown(
      'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set'
    )
  const { namespace = '' } = scene.look.hpa.metadata
  const usages = yield* resourceUsage(namespace, selector, name, container)
  const result: Result =
    typeof usages === 'string'
      ? `unable to get metrics for resource ${name}: ${usages}`
      : averageValue !== undefined
        ? byAverage(scene, usages, name, quantityMilliValue(averageValue))
        : byUtilization(scene, usages, name, container, averageUtilization!)
  if (typeof result === 'string')
    return unknown(`failed to get ${name} ${averageValue !== undefined ? 'usage' : 'utilization'}: ${result}`)
  const current = {
    averageValue: amountOf(result.current, name),
    ...(result.utilization !== undefined && { averageUtilization: result.utilization })
  }
  const about = `${name}${isContainer ? ' container' : ''} resource`
  return {
    replicas: result.replicas,
    name: averageValue !== undefined ? `${name} resource` : `${about} utilization (percentage of request)`,
    status: isContainer
      ? { type: 'ContainerResource', containerResource: { name, container, current } }
      : { type: 'Resource', resource: { name, current } }
  }
}

function* byPods(scene: Scene, selector: string, { metric, target }: Source<'pods'>): Sync<Proposed | Unknown> {
  const usages = yield* podsMetric(scene.look.hpa.metadata.namespace ?? '', selector, metric.name, metric.selector)
  const result: Result =
    typeof usages === 'string'
      ? `unable to get metric ${metric.name}: ${usages}`
      : byAverage(scene, usages, '', quantityMilliValue(target.averageValue))
  if (typeof result === 'string')
    return { reason: 'FailedGetPodsMetric', error: result, told: `failed to get pods metric value: ${result}` }
  return {
    replicas: result.replicas,
    name: `pods metric ${metric.name}`,
    status: { type: 'Pods', pods: { metric, current: { averageValue: amountOf(result.current) } } }
  }
}

function* byObject(scene: Scene, { metric, target, describedObject }: Source<'object'>): Sync<Proposed | Unknown> {
  const { namespace = '' } = scene.look.hpa.metadata
  const unknown = (error: string): Unknown => ({
    reason: 'FailedGetObjectMetric',
    error,
    told: `failed to get object metric value: ${error}`
  })
  const isValue = target.type === 'Value'
  if (!isValue && target.type !== 'AverageValue')
    return unknown('invalid object metric source: neither a value target nor an average value target was set')
  const found = yield* objectMetric(namespace, describedObject, metric.name, metric.selector)
  if (typeof found === 'string')
    return unknown(
      `unable to get metric ${metric.name}: ${describedObject.kind} on ${namespace} ${describedObject.name}/${found}`
    )
  const result = isValue
    ? byValue(scene, found, quantityMilliValue(target.value))
    : byShare(scene, found, quantityMilliValue(target.averageValue))
  if (typeof result === 'string') return unknown(result)
  const current = isValue ? { value: amountOf(result.current) } : { averageValue: amountOf(result.current) }
  return {
    replicas: result.replicas,
    name: isValue
      ? `${describedObject.kind} metric ${metric.name}`
      : `external metric ${metric.name}(${goText(metric.selector)})`,
    status: { type: 'Object', object: { metric, current, describedObject } }
  }
}

function* byExternal(scene: Scene, { metric, target }: Source<'external'>): Sync<Proposed | Unknown> {
  const { namespace = '' } = scene.look.hpa.metadata
  const { name, selector } = metric
  const unknown = (error: string, told = `failed to get ${name} external metric: ${error}`): Unknown => ({
    reason: 'FailedGetExternalMetric',
    error,
    told: `failed to get ${name} external metric value: ${told}`
  })
  const { averageValue, value } = target
  if (averageValue === undefined && value === undefined) {
    const error = 'invalid external metric source: neither a value target nor an average value target was set'
    return unknown(error, error)
  }
  const total = yield* externalMetric(namespace, name, selector)
  if (typeof total === 'string')
    return unknown(`unable to get external metric ${namespace}/${name}/${goText(selector)}: ${total}`)
  const result =
    averageValue !== undefined
      ? byShare(scene, total, quantityMilliValue(averageValue))
      : byValue(scene, total, quantityMilliValue(value))
  if (typeof result === 'string') return unknown(result)
  const current =
    averageValue !== undefined ? { averageValue: amountOf(result.current) } : { value: amountOf(result.current) }
  return {
    replicas: result.replicas,
    name: `external metric ${name}(${goText(selector)})`,
    status: { type: 'External', external: { metric, current } }
  }
}

/** Thousandths as a quantity; memory in the largest binary unit that is whole. */
function amountOf(milli: number, resource = ''): string {
  const isBinary = resource === 'memory' && milli % 1_024_000 === 0
  return canonicalQuantity(isBinary ? `${milli / 1_024_000}Ki` : `${milli}m`) ?? '0'
}
