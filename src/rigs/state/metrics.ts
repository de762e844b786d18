import { setup } from 'xstate'
import type { Micros } from '../../base/time'
import { actions } from '../../sim/actions'
import { meets, parseLabelSelector } from '../../sim/api/label-selector'
import { formatTime } from '../../sim/api/timestamp'
import type { KubeList, KubeObject, Status } from '../../sim/api/types'
import type { Boot } from '../../sim/cluster'
import type { AggregatedAnswer, AggregatedRequest } from '../../sim/components/kube-apiserver/messages'
import type { Delivered, ProcessContext } from '../../sim/kernel/types'

/** What the metrics API said: a NodeMetricsList and a PodMetricsList. */
export type Metrics = Readonly<Record<'nodes' | 'pods', KubeList>>

type Input = Delivered<AggregatedRequest, AggregatedAnswer>
const { on } = actions<ProcessContext, Input>()

/** The server of the metrics API of a recorded state: it has just measured what was recorded. */
export const recordedMetrics = (metrics: () => Metrics | undefined, now: () => Micros) =>
  setup({
    types: { context: {} as ProcessContext, events: {} as Input, input: {} as Boot },
    actions: {
      serve: on('aggregated.request', (_context, request, out) => {
        out.send(request.from, { type: 'aggregated.answer', id: request.id, ...answerTo(request, metrics(), now()) })
      })
    }
  }).createMachine({
    id: 'recorded-metrics',
    context: ({ input: { self, now: at, rng, config } }) => ({ self, now: at, rng, config }),
    initial: 'serving',
    states: { serving: { on: { 'aggregated.request': { actions: 'serve' } } } }
  })

function answerTo(
  { resource, namespace, name, labelSelector }: AggregatedRequest,
  metrics: Metrics | undefined,
  now: Micros
): Pick<AggregatedAnswer, 'code' | 'body'> {
  const list = resource === 'nodes' || resource === 'pods' ? metrics?.[resource] : undefined
  const requirements = parseLabelSelector(labelSelector)
  const all = (list?.items ?? [])
    .filter(({ metadata }) => namespace === '' || metadata.namespace === namespace)
    .filter(
      ({ metadata }) => typeof requirements !== 'string' && requirements.every((one) => meets(metadata.labels, one))
    )
    .map((item) => measuredAt(item, formatTime(now)))
  if (name === '')
    return { code: 200, body: { kind: '', apiVersion: '', metadata: { resourceVersion: '' }, ...list, items: all } }
  const found = all.find(({ metadata }) => metadata.name === name)
  return found ? { code: 200, body: found } : { code: 404, body: notFound(`${resource}.metrics.k8s.io`, name) }
}

const measuredAt = (item: KubeObject, timestamp: string): KubeObject =>
  ({ ...item, metadata: { ...item.metadata, creationTimestamp: timestamp }, timestamp }) as KubeObject

const notFound = (kind: string, name: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: `${kind} ${JSON.stringify(name)} not found`,
  reason: 'NotFound',
  code: 404
})
