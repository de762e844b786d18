import type { Container } from 'kubernetes-types/core/v1'
import { quantityNanos } from '../../../api/quantity'
import type { Pod } from '../../../api/types'

/** An amount, and whether it was written in binary units. */
export interface Amount {
  readonly nanos: bigint
  readonly binary: boolean
}
export type Amounts = ReadonlyMap<string, Amount>

const nothing: Amount = { nanos: 0n, binary: false }
export const amountOf = (amounts: Amounts, name: string): Amount => amounts.get(name) ?? nothing

const read = (text: unknown): Amount => ({
  nanos: quantityNanos(String(text)) ?? 0n,
  binary: /i$/.test(String(text))
})

/** In whole units, rounded up. */
export const valueOf = ({ nanos }: Amount): number => Number((nanos + 999_999_999n) / 1_000_000_000n)
export const milliOf = ({ nanos }: Amount): number => Number((nanos + 999_999n) / 1_000_000n)

/** As a quantity writes itself: the largest suffix without a fraction. */
export function amountText({ nanos, binary }: Amount): string {
  if (nanos === 0n) return '0'
  const units = nanos % 1_000_000_000n === 0n ? nanos / 1_000_000_000n : undefined
  if (binary && units !== undefined && units >= 1024n) {
    for (const [i, suffix] of ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'].entries()) {
      const size = 1n << BigInt(60 - 10 * i)
      if (units % size === 0n) return `${units / size}${suffix}`
    }
  }
  for (const [suffix, power] of [
    ['E', 27],
    ['P', 24],
    ['T', 21],
    ['G', 18],
    ['M', 15],
    ['k', 12],
    ['', 9],
    ['m', 6],
    ['u', 3],
    ['n', 0]
  ] as const) {
    const size = 10n ** BigInt(power)
    if (nanos % size === 0n) return `${nanos / size}${suffix}`
  }
  return String(nanos)
}

function add(into: Map<string, Amount>, more: Amounts): Map<string, Amount> {
  for (const [name, { nanos, binary }] of more) {
    const known = into.get(name)
    // A sum is written as its first part was, unless that was nothing.
    into.set(
      name,
      known && known.nanos !== 0n
        ? { nanos: known.nanos + nanos, binary: known.binary }
        : { nanos: (known?.nanos ?? 0n) + nanos, binary }
    )
  }
  return into
}

function most(into: Map<string, Amount>, other: Amounts): Map<string, Amount> {
  for (const [name, amount] of other)
    if (amountOf(into, name).nanos < amount.nanos || !into.has(name)) into.set(name, amount)
  return into
}

export const sumOf = (all: readonly Amounts[]): Amounts =>
  all.reduce<Map<string, Amount>>((sum, one) => add(sum, one), new Map())

const map = (amounts: Readonly<Record<string, unknown>> = {}): Map<string, Amount> =>
  new Map(Object.entries(amounts).map(([name, text]) => [name, read(text)]))

/**
 * What a pod asks for as a whole: its containers' sum with sidecars, or an init container's if that is more, and the overhead;
 * where the pod itself says something, that. Models component-helpers/resource PodRequests and PodLimits.
 */
export function podAmounts({ spec }: Pod, kind: 'requests' | 'limits'): Amounts {
  const of = ({ resources }: Container): Map<string, Amount> => map(resources?.[kind])
  const total = spec.containers.reduce<Map<string, Amount>>((sum, one) => add(sum, of(one)), new Map())
  const sidecars = new Map<string, Amount>()
  const initial = new Map<string, Amount>()
  for (const one of spec.initContainers ?? []) {
    const asked = of(one)
    if ((one as { restartPolicy?: string }).restartPolicy === 'Always') {
      add(total, asked)
      add(sidecars, asked)
      most(initial, new Map(sidecars))
    } else most(initial, add(asked, sidecars))
  }
  most(total, initial)
  const { resources } = spec as { resources?: Container['resources'] }
  for (const [name, amount] of map(resources?.[kind])) total.set(name, amount)
  if (kind === 'requests') add(total, map(spec.overhead))
  else for (const [name, amount] of map(spec.overhead)) if (total.has(name)) add(total, new Map([[name, amount]]))
  return total
}
