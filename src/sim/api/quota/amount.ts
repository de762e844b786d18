import { quantityMilliValue } from '../quantity'

/** A quantity that is reckoned with; it keeps the way in which it was written. Models apimachinery/pkg/api/resource Quantity. */
export interface Amount {
  readonly milli: number
  /** Written in powers of 1024. */
  readonly binary: boolean
}

export const zero: Amount = Object.freeze({ milli: 0, binary: false })
export const whole = (value: number): Amount => ({ milli: value * 1_000, binary: false })

export const amountOf = (text: string | number | undefined): Amount => ({
  milli: quantityMilliValue(text),
  binary: /[KMGTPE]i$/.test(String(text ?? ''))
})

/** Whoever is zero takes the other's way of writing. */
const way = (a: Amount, b: Amount): boolean => (a.milli === 0 ? b.binary : a.binary)
export const plus = (a: Amount, b: Amount): Amount => ({ milli: a.milli + b.milli, binary: way(a, b) })
export const minus = (a: Amount, b: Amount): Amount => ({ milli: a.milli - b.milli, binary: way(a, b) })

const decimal: Readonly<Record<number, string>> = {
  [-3]: 'm',
  0: '',
  3: 'k',
  6: 'M',
  9: 'G',
  12: 'T',
  15: 'P',
  18: 'E'
}
const powers = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

/** As the API writes it. Models Quantity.CanonicalizeBytes. */
export function amountText({ milli, binary }: Amount): string {
  if (milli === 0) return '0'
  if (binary && Math.abs(milli) >= 1_024_000) {
    let value = Math.ceil(milli / 1_000)
    let power = 0
    while (value % 1_024 === 0 && power < powers.length - 1) {
      value /= 1_024
      power++
    }
    return `${value}${powers[power]}`
  }
  let value = milli
  let exponent = -3
  while (value % 1_000 === 0 && exponent < 18) {
    value /= 1_000
    exponent += 3
  }
  return `${value}${decimal[exponent]}`
}
