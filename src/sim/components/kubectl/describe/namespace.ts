import type {
  LimitRange as PublishedRange,
  LimitRangeItem,
  ResourceQuota as PublishedQuota
} from 'kubernetes-types/core/v1'
import { canonicalQuantity } from '../../../api/quantity'
import type { KubeObject, Namespace } from '../../../api/types'
import { goSorted } from '../print/go-sort'
import { itemsOf, list, type Describer } from './describer'
import type { Writer } from './writer'

type Quota = KubeObject & Pick<PublishedQuota, 'spec' | 'status'>
type Range = KubeObject & Pick<PublishedRange, 'spec'>

/** Models describeNamespace. */
export const namespace: Describer<Namespace> = {
  withoutEvents: true,
  before: ({ metadata: { name } }) => [
    list('quotas', 'resourcequotas', name, {}),
    list('ranges', 'limitranges', name, {})
  ],
  write: ({ metadata, status }, writer, about) => {
    writer.row(0, 'Name', metadata.name)
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'Status', status?.phase ?? '')
    const conditions = status?.conditions ?? []
    if (conditions.length > 0) {
      writer.line(0, 'Conditions:')
      writer.timedConditions(conditions)
    }
    writer.line(0, '')
    writeQuotas(writer, itemsOf<Quota>(about, 'quotas'))
    writer.line(0, '')
    writeRanges(writer, itemsOf<Range>(about, 'ranges'))
  }
}

const shown = (amount: unknown): string => canonicalQuantity(String(amount ?? '0')) ?? '0'

/** What a quota's scope means. */
const scopes: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.'
}

function writeScopes(writer: Writer, { spec }: Quota, level: number, indent: string): void {
  const names = [...(spec?.scopes ?? [])].sort()
  if (names.length === 0) return
  writer.row(level, 'Scopes', names.join(', '))
  for (const name of names) if (scopes[name] !== undefined) writer.line(level, `${indent}* ${scopes[name]}`)
}

function writeQuotas(writer: Writer, quotas: readonly Quota[]): void {
  if (quotas.length === 0) return writer.line(0, 'No resource quota.')
  writer.line(0, 'Resource Quotas')
  for (const quota of goSorted(quotas, (a, b) => a.metadata.name < b.metadata.name)) {
    writer.row(1, 'Name', quota.metadata.name)
    writeScopes(writer, quota, 1, '')
    writer.line(1, 'Resource\tUsed\tHard')
    writer.line(1, '--------\t---\t---')
    const { hard = {}, used = {} } = quota.status ?? {}
    for (const name of Object.keys(hard).sort()) writer.line(1, `${name}\t${shown(used[name])}\t${shown(hard[name])}`)
  }
}

/** Models describeQuota. */
export const resourceQuota: Describer<Quota> = {
  withoutEvents: true,
  write: (quota, writer) => {
    writer.row(0, 'Name', quota.metadata.name)
    writer.row(0, 'Namespace', quota.metadata.namespace ?? '')
    writeScopes(writer, quota, 0, ' ')
    writer.line(0, 'Resource\tUsed\tHard')
    writer.line(0, '--------\t----\t----')
    const { hard = {}, used = {} } = quota.status ?? {}
    for (const name of Object.keys(hard).sort()) writer.line(0, `${name}\t${shown(used[name])}\t${shown(hard[name])}`)
  }
}

const rangeHeaders = 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio'
const rangeRules = '----\t--------\t---\t---\t---------------\t-------------\t-----------------------'

function rangeLines({ spec }: Range, indent: string): string[] {
  return (spec?.limits ?? []).flatMap((item) =>
    resourcesOf(item).map((name) => {
      const cell = (amounts: Readonly<Record<string, unknown>> = {}) => (name in amounts ? shown(amounts[name]) : '-')
      const cells = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio].map(cell)
      return `${indent}${item.type}\t${name}\t${cells.join('\t')}`
    })
  )
}

/** Upstream in the order of a map, which is none. */
const resourcesOf = ({ max, min, default: limits, defaultRequest, maxLimitRequestRatio }: LimitRangeItem): string[] => [
  ...new Set([max, min, limits, defaultRequest, maxLimitRequestRatio].flatMap((amounts) => Object.keys(amounts ?? {})))
]

function writeRanges(writer: Writer, ranges: readonly Range[]): void {
  if (ranges.length === 0) return writer.line(0, 'No LimitRange resource.')
  writer.line(0, `Resource Limits\n ${rangeHeaders}`)
  writer.line(0, ` ${rangeRules}`)
  for (const range of ranges) for (const line of rangeLines(range, ' ')) writer.line(0, line)
}

/** Models describeLimitRange. */
export const limitRange: Describer<Range> = {
  withoutEvents: true,
  write: (range, writer) => {
    writer.row(0, 'Name', range.metadata.name)
    writer.row(0, 'Namespace', range.metadata.namespace ?? '')
    writer.line(0, rangeHeaders)
    writer.line(0, rangeRules)
    for (const line of rangeLines(range, '')) writer.line(0, line)
  }
}
