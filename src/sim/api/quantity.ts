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

export const isQuantity = (text: string | number): boolean => scaled(text, 1n) !== undefined

/** The amount in whole units (bytes, pods, devices), rounded up: `1500m` is 2, `1Ki` is 1024. Missing or malformed is 0. */
export const quantityValue = (text: string | number | undefined): number =>
  text === undefined ? 0 : remembered(values, text, 1n)

/** The amount in thousandths, rounded up: `250m` cpu is 250, `2` is 2000. Missing or malformed is 0. */
export const quantityMilliValue = (text: string | number | undefined): number =>
  text === undefined ? 0 : remembered(milliValues, text, 1_000n)
