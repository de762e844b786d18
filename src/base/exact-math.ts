/**
 * Functions that ECMAScript leaves to the engine (`Math.log` and its kind may differ in the last bit between browsers), made of
 * the four operations, which it does not: the same timeline everywhere.
 */

/** A positive number as `fraction × 2^exponent`, the fraction in [0.5, 1). Models Go's math.Frexp. */
function split(x: number): { readonly fraction: number; readonly exponent: number } {
  let fraction = x
  let exponent = 0
  while (fraction >= 1) {
    fraction /= 2
    exponent++
  }
  while (fraction < 0.5) {
    fraction *= 2
    exponent--
  }
  return { fraction, exponent }
}

const ln2High = 6.9314718036912381649e-1
const ln2Low = 1.90821492927058770002e-10
const halfRootOf2 = 0.7071067811865476

/** Natural logarithm of a positive finite number. Models Go's math.log, which is FreeBSD's e_log.c. */
export function naturalLog(x: number): number {
  let { fraction, exponent } = split(x)
  if (fraction < halfRootOf2) {
    fraction *= 2
    exponent--
  }
  const f = fraction - 1
  const s = f / (2 + f)
  const s2 = s * s
  const s4 = s2 * s2
  const odd =
    s2 *
    (6.66666666666673513e-1 +
      s4 * (2.857142874366239149e-1 + s4 * (1.818357216161805012e-1 + s4 * 1.479819860511658591e-1)))
  const even = s4 * (3.999999999940941908e-1 + s4 * (2.222219843214978396e-1 + s4 * 1.531383769920937332e-1))
  const half = 0.5 * f * f
  return exponent * ln2High - (half - (s * (half + odd + even) + exponent * ln2Low) - f)
}

/** The greatest n with 2ⁿ ≤ x, for a positive finite number. */
export const floorLog2 = (x: number): number => split(x).exponent - 1

/** `base` to a whole power that is not negative, by multiplication. */
export function power(base: number, exponent: number): number {
  let result = 1
  for (let i = 0; i < exponent; i++) result *= base
  return result
}

/** Square root of a number that is not negative, by Newton's steps until they change nothing more. */
export function squareRoot(x: number): number {
  if (x === 0) return 0
  let root = x > 1 ? x : 1
  for (;;) {
    const next = (root + x / root) / 2
    if (next >= root) return root
    root = next
  }
}
