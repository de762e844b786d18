import type { Prng } from '../../base/prng'

/** A version-4 UUID. */
export function uuid(rng: Prng): string {
  const hex = (count: number) => {
    let text = ''
    while (text.length < count) text += rng.next32().toString(16).padStart(8, '0')
    return text.slice(0, count)
  }
  // One text, no tree of its parts: it is kept with every object.
  return [hex(8), hex(4), `4${hex(3)}`, `${'89ab'[rng.below(4)]}${hex(3)}`, hex(12)].join('-')
}
