import { canonicalQuantity } from '../../../api/quantity'
import type { KubeObject } from '../../../api/types'
import type { Describer } from './describer'
import { longTime, type Writer } from './writer'

interface Value {
  readonly type?: string
  readonly value?: string
  readonly averageValue?: string
  readonly averageUtilization?: number
}
interface Source {
  readonly name?: string
  readonly container?: string
  readonly metric?: { readonly name?: string }
  readonly describedObject?: { readonly kind?: string; readonly name?: string }
  readonly target?: Value
  readonly current?: Value
}
type Metric = { readonly type: string } & {
  readonly [K in 'resource' | 'containerResource' | 'pods' | 'object' | 'external']?: Source
}
interface Rules {
  readonly stabilizationWindowSeconds?: number
  readonly selectPolicy?: string
  readonly policies?: readonly { readonly type: string; readonly value: number; readonly periodSeconds: number }[]
}
type Autoscaler = KubeObject & {
  readonly spec?: {
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string }
    readonly minReplicas?: number
    readonly maxReplicas?: number
    readonly metrics?: readonly Metric[]
    readonly behavior?: { readonly scaleUp?: Rules; readonly scaleDown?: Rules }
  }
  readonly status?: {
    readonly currentReplicas?: number
    readonly desiredReplicas?: number
    readonly currentMetrics?: readonly Metric[] | null
    readonly conditions?: readonly Condition[]
  }
}
interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
}

const amount = (text: string | undefined): string => canonicalQuantity(text ?? '0') ?? '0'
const unknown = '<unknown>'

/** A metric's row: what it is, what is now, what shall be. */
function metricLine(metric: Metric, now: Metric | undefined): string {
  const { external, pods, object, resource, containerResource } = metric
  const both = (title: string, current: string, target: string) => `${title}:\t${current} / ${target}`
  if (external) {
    const current = now?.external?.current
    const name = JSON.stringify(external.metric?.name ?? '')
    if (external.target?.averageValue !== undefined)
      return both(
        `${name} (target average value)`,
        current?.averageValue === undefined ? unknown : amount(current.averageValue),
        amount(external.target.averageValue)
      )
    return both(`${name} (target value)`, current ? amount(current.value) : unknown, amount(external.target?.value))
  }
  if (pods) {
    const current = now?.pods?.current
    return both(
      `${JSON.stringify(pods.metric?.name ?? '')} on pods`,
      current ? amount(current.averageValue) : unknown,
      amount(pods.target?.averageValue)
    )
  }
  if (object) {
    const current = now?.object?.current
    const about = `"${object.metric?.name ?? ''}" on ${object.describedObject?.kind ?? ''}/${object.describedObject?.name ?? ''} `
    if (object.target?.type === 'AverageValue')
      return both(
        `${about}(target average value)`,
        current ? amount(current.averageValue) : unknown,
        amount(object.target.averageValue)
      )
    return both(`${about}(target value)`, current ? amount(current.value) : unknown, amount(object.target?.value))
  }
  const of = resource ?? containerResource
  if (!of) return `<unknown metric type ${JSON.stringify(metric.type)}>`
  const current = (resource ? now?.resource : now?.containerResource)?.current
  const about = `resource ${of.name ?? ''}${containerResource ? ` of container "${of.container ?? ''}"` : ''} on pods`
  if (of.target?.averageValue !== undefined)
    return both(about, current ? amount(current.averageValue) : unknown, amount(of.target.averageValue))
  const used = current?.averageUtilization
  const target = of.target?.averageUtilization
  return both(
    `${about}  (as a percentage of request)`,
    used === undefined ? unknown : `${used}% (${amount(current?.averageValue)})`,
    target === undefined ? '<auto>' : `${target}%`
  )
}

function writeRules(writer: Writer, title: string, rules: Rules | undefined): void {
  if (!rules) return
  writer.line(1, `${title}:`)
  if (rules.stabilizationWindowSeconds !== undefined)
    writer.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`)
  if ((rules.policies ?? []).length === 0) return
  writer.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`)
  writer.line(2, 'Policies:')
  for (const { type, value, periodSeconds } of rules.policies!)
    writer.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`)
}

/** Models describeHorizontalPodAutoscalerV2. */
export const autoscaler: Describer<Autoscaler> = {
  write: ({ metadata, spec = {}, status = {} }, writer, { events, now }) => {
    const { kind = '', name = '' } = spec.scaleTargetRef ?? {}
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'CreationTimestamp', longTime(metadata.creationTimestamp))
    writer.row(0, 'Reference', `${kind}/${name}`)
    writer.row(0, 'Metrics', '( current / target )')
    ;(spec.metrics ?? []).forEach((metric, i) => writer.line(1, metricLine(metric, status.currentMetrics?.[i])))
    writer.row(0, 'Min replicas', spec.minReplicas ?? '<unset>')
    writer.row(0, 'Max replicas', spec.maxReplicas ?? 0)
    if (spec.behavior) {
      writer.line(0, 'Behavior:')
      writeRules(writer, 'Scale Up', spec.behavior.scaleUp)
      writeRules(writer, 'Scale Down', spec.behavior.scaleDown)
    }
    writer.row(0, `${kind} pods`, `${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired`)
    const conditions = status.conditions ?? []
    if (conditions.length > 0) {
      writer.line(0, 'Conditions:')
      writer.table(
        1,
        ['Type', 'Status', 'Reason', 'Message'],
        ['----', '------', '------', '-------'],
        conditions.map((one) => [one.type, one.status, one.reason ?? '', one.message ?? ''])
      )
    }
    writer.events(events, now)
  }
}
