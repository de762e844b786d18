/** Multipliers of the suffixes of a resource.Quantity, as `numerator / denominator`. */
const suffixes: Readonly<Record<string, readonly [bigint, bigint]>> = {
  n: [1n, 1_000_000_000n],
  u: [1n, 1_000_000n],
  m: [1n, 1_000n],
  '': [1n, 1n],
  k: [1_000n, 1n],
  M: [1_000_000n, 1n],
  G: [1_000_000_000n, 1n],
  T: [10n ** 12n, 1n],
  P: [10n ** 15n, 1n],
  E: [10n ** 18n, 1n],
  Ki: [1n << 10n, 1n],
  Mi: [1n << 20n, 1n],
  Gi: [1n << 30n, 1n],
  Ti: [1n << 40n, 1n],
  Pi: [1n << 50n, 1n],
  Ei: [1n << 60n, 1n]
}

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+)|(n|u|m|k|Ki|[MGTPE]i?)?)$/

/**
 * The amount times `scale`, rounded away from zero as the real one does; undefined for a text that is no quantity.
 * Models apimachinery/pkg/api/resource/quantity.go ParseQuantity, Value and MilliValue.
 */
function scaled(text: string | number, scale: bigint): number | undefined {
  const found = pattern.exec(String(text).trim())
  if (!found) return undefined
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = found
  const unit = suffixes[suffix]
  if (!unit || whole + fraction === '') return undefined
  const power = BigInt(exponent ?? 0)
  let numerator = BigInt(whole + fraction) * unit[0] * scale
  let denominator = unit[1] * 10n ** BigInt(fraction.length)
  if (power > 0n) numerator *= 10n ** power
  else denominator *= 10n ** -power
  const rounded = Number((numerator + denominator - 1n) / denominator)
  return sign === '-' && rounded !== 0 ? -rounded : rounded
}

// The same few texts ('100m', '64Mi', …) are read for every pod.
const values = new Map<string, number>()
const milliValues = new Map<string, number>()

function remembered(memory: Map<string, number>, text: string | number, scale: bigint): number {
  const key = String(text)
  let value = memory.get(key)
  if (value === undefined) {
    value = scaled(key, scale) ?? 0
    memory.set(key, value)
  }
  return value
}

/** The amount in billionths, exactly (finer is rounded up); undefined for a text that is no quantity. */
export const quantityNanos = (text: string): bigint | undefined => exact(pattern.exec(text))

export const isQuantity = (text: string | number): boolean => scaled(text, 1n) !== undefined

/** The amount in whole units (bytes, pods, devices), rounded up: `1500m` is 2, `1Ki` is 1024. Missing or malformed is 0. */
export const quantityValue = (text: string | number | undefined): number =>
  text === undefined ? 0 : remembered(values, text, 1n)

/** The amount in thousandths, rounded up: `250m` cpu is 250, `2` is 2000. Missing or malformed is 0. */
export const quantityMilliValue = (text: string | number | undefined): number =>
  text === undefined ? 0 : remembered(milliValues, text, 1_000n)

/** Decimal suffixes from the largest, with their powers of ten. */
const decimal = [
  ['E', 18],
  ['P', 15],
  ['T', 12],
  ['G', 9],
  ['M', 6],
  ['k', 3],
  ['', 0],
  ['m', -3],
  ['u', -6],
  ['n', -9]
] as const
const binary = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const

/**
 * The text that the API answers for a quantity: no fraction, the largest suffix that allows it, binary or decimal as it
 * was given (`0.1` is `100m`, `1024Mi` is `1Gi`, `1e3` stays); undefined for a text that is no quantity.
 * Models Quantity.CanonicalizeBytes. Finer than a billionth is rounded up.
 */
export function canonicalQuantity(text: string): string | undefined {
  if (canonical.has(text)) return canonical.get(text)
  const written = write(text)
  // The same few are asked for again and again.
  if (canonical.size >= rememberedQuantities) canonical.clear()
  canonical.set(text, written)
  return written
}

const canonical = new Map<string, string | undefined>()
const rememberedQuantities = 10_000

function write(text: string): string | undefined {
  const found = pattern.exec(text)
  const nanos = exact(found)
  if (!found || nanos === undefined) return undefined
  const [, , , , exponent, suffix = ''] = found
  const sign = nanos < 0n ? '-' : ''
  const size = nanos < 0n ? -nanos : nanos
  if (size === 0n) return '0'
  if (suffix.endsWith('i') && size >= 1024n * nano) {
    for (const unit of binary) {
      const [factor = 1n] = suffixes[unit] ?? []
      if (size % (factor * nano) === 0n) return `${sign}${size / (factor * nano)}${unit}`
    }
  }
  for (const [unit, power] of decimal) {
    const factor = 10n ** BigInt(power + 9)
    if (size % factor !== 0n) continue
    const written = exponent === undefined ? unit : power === 0 ? '' : `e${power}`
    return `${sign}${size / factor}${written}`
  }
  return undefined
}

const nano = 1_000_000_000n

/** The amount in billionths, rounded away from zero. */
function exact(found: RegExpExecArray | null): bigint | undefined {
  if (!found) return undefined
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = found
  const unit = suffixes[suffix]
  const power = Number(exponent ?? 0)
  if (!unit || whole + fraction === '' || Math.abs(power) > 30 || whole.length + fraction.length > 60) return undefined
  let numerator = BigInt(whole + fraction) * unit[0] * nano
  let denominator = unit[1] * 10n ** BigInt(fraction.length)
  if (power > 0) numerator *= 10n ** BigInt(power)
  else denominator *= 10n ** BigInt(-power)
  const rounded = (numerator + denominator - 1n) / denominator
  return sign === '-' ? -rounded : rounded
}

/** An amount of thousandths as kubectl describes it: CPU in cores or milli-cores, all else in the largest whole binary unit. */
export function formatMilli(amount: number, resource: string): string {
  if (resource === 'cpu') return amount % 1_000 === 0 ? String(amount / 1_000) : `${amount}m`
  const whole = Math.ceil(amount / 1_000)
  for (const unit of ['Gi', 'Mi', 'Ki'] as const) {
    const size = { Gi: 1_073_741_824, Mi: 1_048_576, Ki: 1_024 }[unit]
    if (whole > 0 && whole % size === 0) return `${whole / size}${unit}`
  }
  return String(whole)
}

/** Which of two amounts is more: negative, zero or positive. Models Quantity.Cmp; what is no quantity is zero. */
export function compareQuantities(a: string, b: string): number {
  const [left, right] = [exact(pattern.exec(a)) ?? 0n, exact(pattern.exec(b)) ?? 0n]
  return left < right ? -1 : left > right ? 1 : 0
}

/** Whether an amount is whole. */
export const isWhole = (text: string): boolean => (exact(pattern.exec(text)) ?? 0n) % nano === 0n

/** The sum of amounts, in the form of the first. Models Quantity.Add. */
export function addQuantities(a: string, b: string): string {
  const sum = (exact(pattern.exec(a)) ?? 0n) + (exact(pattern.exec(b)) ?? 0n)
  const suffix = /i$/.test(a) || (a === '0' && /i$/.test(b)) ? 'Ki' : ''
  const sign = sum < 0n ? '-' : ''
  const size = sum < 0n ? -sum : sum
  if (suffix !== '' && size % nano === 0n) {
    for (const unit of binary) {
      const [factor = 1n] = suffixes[unit] ?? []
      if (size >= 1024n * nano && size % (factor * nano) === 0n) return `${sign}${size / (factor * nano)}${unit}`
    }
  }
  return write(`${sign}${size}n`) ?? '0'
}

/** The amount in whole thousandths, rounded away from zero, in its own form. Models Quantity.RoundUp. */
export function roundedToMilli(text: string): string {
  const nanos = exact(pattern.exec(text)) ?? 0n
  if (nanos % 1_000_000n === 0n) return text
  const milli = nanos < 0n ? (nanos - 999_999n) / 1_000_000n : (nanos + 999_999n) / 1_000_000n
  return write(`${milli}m`) ?? text
}
