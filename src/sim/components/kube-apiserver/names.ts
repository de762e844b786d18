import type { Prng } from '../../../base/prng'

const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** Models apiserver/pkg/storage/names/generate.go: at most 58 characters of the base and 5 random ones. */
export function generateName(base: string, rng: Prng): string {
  let name = base.slice(0, 58)
  for (let i = 0; i < 5; i++) name += alphabet[rng.below(alphabet.length)]
  return name
}

/** A version-4 UUID. */
export function uid(rng: Prng): string {
  const hex = (count: number) => {
    let text = ''
    while (text.length < count) text += rng.next32().toString(16).padStart(8, '0')
    return text.slice(0, count)
  }
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[rng.below(4)]}${hex(3)}-${hex(12)}`
}
