import { hoursAway, hoursOfYear, kOfN, parallel, quorum, series } from './closed'

/** What the teaching document's calculation is made of, and what it says comes out. */
export interface DocumentFactors {
  /** Of a master, and of a worker. */
  readonly master: number
  readonly worker: number
  readonly masters: number
  readonly workers: number
}

export const documentFactors: DocumentFactors = { master: 0.999, worker: 0.999, masters: 3, workers: 3 }

/** As it is written there. */
export const documentSays = {
  single: { availability: 0.996, hours: 35 },
  controlPlane: 0.999999,
  several: { availability: 0.999, hours: 8 }
} as const

/** One line of its calculation, made anew from its own factors. */
export interface DocumentLine {
  readonly id: 'single' | 'any-master' | 'several' | 'quorum' | 'balancer'
  readonly formula: string
  readonly says: { readonly availability: number; readonly hours: number } | null
  readonly availability: number
  /** A year. */
  readonly hours: number
  /** Whether what it says is what its own factors give, to the digits that it writes. */
  readonly agrees: boolean
  readonly why: string
}

/** Hours are written whole, what is less than one to a few per cent. */
const asWritten = (hours: number): number => (hours < 1 ? hours / 20 : Math.max(0.5, hours / 20))

/** Its calculation line by line; then what it leaves out: etcd's majority, and the balancer before the masters. */
export function documentLines(factors: DocumentFactors = documentFactors, balancer = factors.master): DocumentLine[] {
  const { master, worker } = factors
  const masters = new Array<number>(factors.masters).fill(master)
  const workers = new Array<number>(factors.workers).fill(worker)
  const { single, controlPlane, several } = documentSays
  const line = (
    id: DocumentLine['id'],
    formula: string,
    says: DocumentLine['says'],
    availability: number,
    why: string
  ): DocumentLine => ({
    id,
    formula,
    says,
    availability,
    hours: hoursAway(availability),
    agrees: says !== null && Math.abs(hoursAway(availability) - says.hours) <= asWritten(says.hours),
    why
  })
  return [
    line(
      'single',
      `${master} × ${worker}^${factors.workers}`,
      single,
      series([master, ...workers]),
      'one master and every worker must work'
    ),
    line(
      'any-master',
      `1 − (1 − ${master})^${factors.masters}`,
      { availability: controlPlane, hours: hoursAway(controlPlane) },
      parallel(masters),
      'any one of the masters; the document writes three nines too few'
    ),
    line(
      'several',
      `${controlPlane} × ${worker}^${factors.workers}`,
      several,
      series([controlPlane, ...workers]),
      'its own factors multiplied: the workers alone are away longer than it says'
    ),
    line(
      'quorum',
      `${factors.masters - Math.floor(factors.masters / 2)} of ${factors.masters} at ${master}`,
      null,
      quorum(masters),
      'etcd needs a majority of the masters, not any one'
    ),
    line(
      'balancer',
      `${balancer} × that`,
      null,
      series([balancer, kOfN(Math.floor(factors.masters / 2) + 1, masters)]),
      'all requests go through the balancer, which is a machine too'
    )
  ]
}

/** Hours a year of an availability that is written in per cent. */
export const hoursOf = (percent: number): number => ((100 - percent) / 100) * hoursOfYear
