import { addQuantities, quantityMilliValue, quantityValue } from '../../../../api/quantity'
import type { ObjectMeta } from '../../../../api/types'
import { aligned } from '../../print/table'
import { goSorted } from '../../print/go-sort'
import { getTable } from '../../tabwriter'

/** Amounts by resource: `cpu`, `memory`, `swap`. */
export type Amounts = Readonly<Record<string, string>>

/** Models k8s.io/metrics NodeMetrics. */
export interface NodeMetrics {
  readonly metadata: ObjectMeta
  readonly usage: Amounts
}

interface Measured {
  readonly name: string
  readonly usage: Amounts
}

/** Models k8s.io/metrics PodMetrics. */
export interface PodMetrics {
  readonly metadata: ObjectMeta
  readonly containers: readonly Measured[]
}

export type SortBy = '' | 'cpu' | 'memory'

/** How usage is printed, whatever it is of. */
export interface UsageOptions {
  readonly headers: boolean
  readonly swap: boolean
  readonly sortBy: SortBy
}

const resourcesOf = ({ swap }: UsageOptions): readonly string[] => ['cpu', 'memory', ...(swap ? ['swap'] : [])]
const unknown = '<unknown>'

/** Larger amounts first, else by name. Models metricsutil/metrics_sorter.go. */
function before<T>(sortBy: SortBy, amounts: (one: T) => Amounts, names: (one: T) => readonly string[]) {
  return (a: T, b: T): boolean => {
    if (sortBy === 'cpu') return quantityMilliValue(amounts(a).cpu) > quantityMilliValue(amounts(b).cpu)
    if (sortBy === 'memory') return quantityValue(amounts(a).memory) > quantityValue(amounts(b).memory)
    const [mine, theirs] = [names(a), names(b)]
    const at = mine.findIndex((name, i) => name !== theirs[i])
    return at >= 0 && mine[at]! < theirs[at]!
  }
}

const amountText = (resource: string, amount: string | undefined): string =>
  resource === 'cpu' ? `${quantityMilliValue(amount)}m` : `${Math.trunc(quantityValue(amount) / 1_048_576)}Mi`

/** Every cell ends with a tab, the last as well. */
const table = (lines: readonly (readonly string[])[]): string =>
  aligned(lines.map((cells) => `${cells.map((cell) => `${cell}\t`).join('')}\n`).join(''), getTable())

/** Models metricsutil TopCmdPrinter.PrintNodeMetrics. */
export function nodeTable(
  metrics: readonly NodeMetrics[],
  available: ReadonlyMap<string, Amounts>,
  options: UsageOptions
): string {
  const resources = resourcesOf(options)
  const sorted = goSorted(
    metrics,
    before(
      options.sortBy,
      ({ usage }) => usage,
      ({ metadata }) => [metadata.name]
    )
  )
  const lines = sorted.map(({ metadata: { name }, usage }) => {
    const has = available.get(name)
    return [
      name,
      ...resources.flatMap((resource) => {
        if (resource === 'swap' && has && has.swap === undefined) return [unknown, unknown]
        const used = amountText(resource, usage[resource])
        return has?.[resource] === undefined ? [used] : [used, share(usage[resource], has[resource])]
      })
    ]
  })
  const measured = new Set(metrics.map(({ metadata }) => metadata.name))
  const silent = [...available.keys()]
    .filter((name) => !measured.has(name))
    .map((name) => [name, ...resources.flatMap(() => [unknown, unknown])])
  const columns = ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)']
  if (options.swap) columns.push('SWAP(bytes)', 'SWAP(%)')
  return table([...(options.headers ? [columns] : []), ...lines, ...silent])
}

function share(used: string | undefined, of: string): string {
  const all = quantityMilliValue(of)
  return `${all === 0 ? 0 : Math.trunc((quantityMilliValue(used) / all) * 100)}%`
}

export interface PodOptions extends UsageOptions {
  readonly namespaces: boolean
  readonly containers: boolean
  readonly sum: boolean
}

function total(all: readonly Amounts[], resources: readonly string[]): Amounts {
  const sums: Record<string, string> = {}
  for (const resource of resources)
    sums[resource] = all.reduce((sum, amounts) => addQuantities(sum, amounts[resource] ?? '0'), '0')
  return sums
}

/** Models metricsutil TopCmdPrinter.PrintPodMetrics. */
export function podTable(metrics: readonly PodMetrics[], options: PodOptions): string {
  const { headers, namespaces, containers, sortBy, sum } = options
  const resources = resourcesOf(options)
  const columns = ['NAME', 'CPU(cores)', 'MEMORY(bytes)', ...(options.swap ? ['SWAP(bytes)'] : [])]
  const usageOf = (pod: PodMetrics): Amounts =>
    total(
      pod.containers.map(({ usage }) => usage),
      resources
    )
  const cells = (amounts: Amounts): string[] => resources.map((resource) => amountText(resource, amounts[resource]))
  const namesOf = ({ metadata: { namespace = '', name } }: PodMetrics) => (namespaces ? [namespace, name] : [name])
  const lines = goSorted(metrics, before(sortBy, usageOf, namesOf)).flatMap((pod) =>
    containers
      ? goSorted(
          pod.containers,
          before(
            sortBy,
            ({ usage }) => usage,
            ({ name }) => [name]
          )
        ).map(({ name, usage }) => [...namesOf(pod), name, ...cells(usage)])
      : [[...namesOf(pod), ...cells(usageOf(pod))]]
  )
  const head = [...(namespaces ? ['NAMESPACE'] : []), ...(containers ? ['POD'] : []), ...columns]
  // Without its headers a table is taken for one of three columns, or four.
  const width = headers ? head.length : columns.length
  const empty = (count: number): string[] => new Array<string>(Math.max(0, count)).fill('')
  const all = total(metrics.map(usageOf), resources)
  const foot = [
    [...empty(width - 2), '________', '________'],
    [...empty(width - 3), '', ...cells(all)]
  ]
  return table([...(headers ? [head] : []), ...lines, ...(sum ? foot : [])])
}
