import type { Prng } from '../../../base/prng'

const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** Models apiserver/pkg/storage/names/generate.go: at most 58 characters of the base and 5 random ones. */
export function generateName(base: string, rng: Prng): string {
  let name = base.slice(0, 58)
  for (let i = 0; i < 5; i++) name += alphabet[rng.below(alphabet.length)]
  return name
}
