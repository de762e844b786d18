import { seconds, type Micros } from '../../../../../base/time'
import { selectorTextOf } from '../../../../api/label-selector'
import { quantityMilliValue } from '../../../../api/quantity'
import { parseTime } from '../../../../api/timestamp'
import type { LabelSelector } from '../../../../api/types'
import type { Call } from '../../../../client-go/transport'
import { errorOf, isOk, objectOf, request, type Answer, type Sync } from '../../sync'
import { goDuration } from './replicas'
import { groupOf, kindNamed } from './target'

/** What a pod uses, in thousandths, over the window that ended at a time. */
export interface Usage {
  readonly milli: number
  readonly at: Micros
  readonly window: Micros
}

/** By the pod's name. */
export type Usages = ReadonlyMap<string, Usage>

interface PodMetrics {
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly timestamp?: string
  readonly window?: string
  readonly containers?: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[]
}
interface MetricValue {
  readonly describedObject?: { readonly name: string }
  readonly timestamp?: string
  readonly windowSeconds?: number
  readonly value: string
}
interface List<T> {
  readonly items?: readonly T[]
}

/** A value that does not say over how long it was measured. Models metrics/client.go metricServerDefaultMetricWindow. */
const defaultWindow = seconds(60)

const notFound = 'the server could not find the requested resource'
const isUnserved = (answer: Answer): boolean =>
  answer.code === 404 && (errorOf(answer) === notFound || errorOf(answer).startsWith('404 page not found'))

/** client-go says what it asked for where the server's own words name nothing. Models errors.NewGenericServerResponse. */
const said = (answer: Answer, what: string): string =>
  isUnserved(answer)
    ? `${notFound} (get ${what})`
    : answer.code === 503
      ? `the server is currently unable to handle the request (get ${what})`
      : errorOf(answer)

/** Usage of pods, or of one of their containers, as metrics.k8s.io has it. Models podautoscaler/metrics/client.go GetResourceMetric. */
export function* resourceUsage(
  namespace: string,
  labelSelector: string,
  resource: string,
  container: string
): Sync<Usages | string> {
  const call: Call = {
    verb: 'list',
    apiVersion: 'metrics.k8s.io/v1beta1',
    resource: 'pods',
    namespace,
    options: { labelSelector }
  }
  const answer = yield* request(call)
  if (!isOk(answer)) return `unable to fetch metrics from resource metrics API: ${said(answer, 'pods.metrics.k8s.io')}`
  const { items = [] } = objectOf<List<PodMetrics>>(answer)
  if (items.length === 0) return 'no metrics returned from resource metrics API'
  const usages = new Map<string, Usage>()
  for (const { metadata, timestamp, window = '', containers = [] } of items) {
    const measured = container === '' ? containers : containers.filter(({ name }) => name === container)
    if (container !== '' && measured.length === 0)
      return `container ${container} not present in metrics for pod ${namespace}/${metadata.name}`
    // A pod of which one container is not measured is as one without metrics.
    if (measured.length === 0 || measured.some(({ usage }) => usage[resource] === undefined)) continue
    const milli = measured.reduce((sum, { usage }) => sum + quantityMilliValue(usage[resource]), 0)
    usages.set(metadata.name, { milli, at: parseTime(timestamp), window: goDuration(window) })
  }
  return usages
}

/** A metric of each pod from custom.metrics.k8s.io. Models GetRawMetric. */
export function* podsMetric(
  namespace: string,
  labelSelector: string,
  metric: string,
  metricSelector: LabelSelector | undefined
): Sync<Usages | string> {
  const items = yield* customMetric(namespace, 'pods', '*', metric, metricSelector, labelSelector)
  if (typeof items === 'string') return items
  if (items.length === 0) return 'no metrics returned from custom metrics API'
  return new Map(
    items.map(({ describedObject, value, timestamp, windowSeconds }) => [
      describedObject?.name ?? '',
      {
        milli: quantityMilliValue(value),
        at: parseTime(timestamp),
        window: windowSeconds === undefined ? defaultWindow : seconds(windowSeconds)
      }
    ])
  )
}

/** A metric of one object, in thousandths. Models GetObjectMetric. */
export function* objectMetric(
  namespace: string,
  described: { readonly kind: string; readonly name: string; readonly apiVersion?: string },
  metric: string,
  metricSelector: LabelSelector | undefined
): Sync<number | string> {
  const group = groupOf(described.apiVersion)
  const kind = kindNamed(group, described.kind)
  if (!kind)
    return `unable to fetch metrics from custom metrics API: no matches for kind ${JSON.stringify(described.kind)} in group ${JSON.stringify(group)}`
  const items = yield* customMetric(namespace, kind.plural, described.name, metric, metricSelector)
  if (typeof items === 'string') return items
  const [only] = items
  return only && items.length === 1
    ? quantityMilliValue(only.value)
    : `unable to fetch metrics from custom metrics API: the custom metrics API server returned ${items.length} results when we asked for exactly one`
}

function* customMetric(
  namespace: string,
  resource: string,
  name: string,
  metric: string,
  metricSelector: LabelSelector | undefined,
  labelSelector = ''
): Sync<readonly MetricValue[] | string> {
  const answer = yield* request({
    verb: 'get',
    apiVersion: 'custom.metrics.k8s.io/v1beta2',
    resource,
    namespace,
    name,
    subresource: metric,
    options: {
      ...(labelSelector !== '' && { labelSelector }),
      ...(metricSelector && { metricLabelSelector: selectorTextOf(metricSelector) })
    }
  })
  if (isOk(answer)) return objectOf<List<MetricValue>>(answer).items ?? []
  const why = isUnserved(answer)
    ? 'no custom metrics API (custom.metrics.k8s.io) registered'
    : said(answer, `${resource}.custom.metrics.k8s.io ${name}`)
  return `unable to fetch metrics from custom metrics API: ${why}`
}

/** The sum of an external metric's values, in thousandths. Models GetExternalMetric. */
export function* externalMetric(
  namespace: string,
  metric: string,
  metricSelector: LabelSelector | undefined
): Sync<number | string> {
  const answer = yield* request({
    verb: 'list',
    apiVersion: 'external.metrics.k8s.io/v1beta1',
    resource: metric,
    namespace,
    options: metricSelector ? { labelSelector: selectorTextOf(metricSelector) } : {}
  })
  if (!isOk(answer))
    return `unable to fetch metrics from external metrics API: ${said(answer, `${metric}.external.metrics.k8s.io`)}`
  const { items = [] } = objectOf<List<MetricValue>>(answer)
  if (items.length === 0) return 'no metrics returned from external metrics API'
  return items.reduce((sum, { value }) => sum + quantityMilliValue(value), 0)
}
