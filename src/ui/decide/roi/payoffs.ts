import {
  breakEven,
  documentPayoff,
  measuredPayoff,
  mendedPayoff,
  savedAt,
  sparedBy,
  type Business,
  type Mean,
  type Spared
} from '../../../availability'
import type { ClusterId, Lived } from '../year/years'

/** One row of the table. */
export interface Row {
  readonly id: 'document' | 'mended' | 'built' | 'balanced'
  readonly name: string
  readonly saved: number
  readonly interval: Mean | null
  readonly cost: number
  /** (saved − cost) / cost. */
  readonly returned: number
  /** What the document calls its return, where it is another figure. */
  readonly says: number | null
}

/** What is measured of one more than one master. */
export interface Measured {
  readonly id: 'built' | 'balanced'
  readonly name: string
  readonly spared: Spared
  readonly cost: number
  readonly breakEven: number | null
}

export function measuredOf(
  lived: Readonly<Record<ClusterId, Lived>>,
  { hour, masters, balancer }: Business
): Measured[] {
  const years = (id: ClusterId) => lived[id].report?.years ?? []
  const of = (id: Measured['id'], name: string, cluster: ClusterId, cost: number): Measured[] => {
    const spared = sparedBy(years('one'), years(cluster))
    return spared.users.length < 2 ? [] : [{ id, name, spared, cost, breakEven: breakEven(spared, hour, cost) }]
  }
  return [
    ...of('built', 'Measured, one balancer', 'three', masters),
    ...of('balanced', 'Measured, two balancers', 'balanced', masters + balancer)
  ]
}

export function rowsOf(measured: readonly Measured[], business: Business): Row[] {
  const document = documentPayoff(business)
  return [
    { id: 'document', name: 'The document', ...document, interval: null },
    { id: 'mended', name: 'its slips mended', ...mendedPayoff(business), interval: null, says: null },
    ...measured.map(({ id, name, spared, cost }) => ({
      id,
      name,
      ...measuredPayoff(spared, business, cost),
      says: null
    }))
  ]
}

/** What is left a year after its cost, by the share of the sales that need the API. */
export const lineOf = ({ spared, cost }: Measured, hour: number): { readonly share: number; readonly net: Mean }[] =>
  [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const { mean, low, high } = savedAt(spared, hour, share)
    return { share, net: { mean: mean - cost, low: low - cost, high: high - cost } }
  })

/** Whether it pays, in one line. */
export function verdict(measured: readonly Measured[], { needApi }: Business): string {
  const [built, balanced] = measured
  if (!built) return 'Live the years above: then this is known.'
  const one = (is: Measured, what: string) =>
    is.breakEven === null
      ? `${what} it never pays`
      : is.breakEven === 0
        ? `${what} it always pays`
        : `${what} it pays from ${percent(is.breakEven)} on`
  const first = one(built, 'Behind one balancer')
  const second = balanced ? `; ${one(balanced, 'with two')}` : ''
  return `${first}${second}. Yours is ${percent(needApi)}.`
}

export const percent = (share: number): string =>
  `${Math.abs(share) < 0.1 && share !== 0 ? Number((share * 100).toPrecision(2)) : Math.round(share * 100).toLocaleString('en')}\u00a0%`
