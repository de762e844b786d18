import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

type Generator = ReturnType<typeof xoroshiro128plus>

/** A seeded stream of random numbers whose position can be copied: same seed, same stream, on every machine. */
export class Prng {
  private constructor(private readonly generator: Generator) {}

  static fromSeed(seed: number): Prng {
    return new Prng(xoroshiro128plus(mix(seed)))
  }

  /** An independent stream for one name, so that what one component draws never shifts another's numbers. */
  static forName(seed: number, name: string): Prng {
    return Prng.fromSeed(seed ^ fnv1a(name))
  }

  /** A whole number in [0, 2^32). */
  next32(): number {
    return this.generator.next() >>> 0
  }

  /** A number in [0, 1). */
  float(): number {
    return this.next32() / 4_294_967_296
  }

  /** A whole number in [0, n). */
  below(n: number): number {
    return Math.floor(this.float() * n)
  }

  /** Uniform in [base, base × (1 + factor)): client-go's wait.Jitter. */
  jitter(base: number, factor: number): number {
    return Math.round(base * (1 + this.float() * factor))
  }

  clone(): Prng {
    return new Prng(this.generator.clone())
  }

  toJSON(): readonly number[] {
    return this.generator.getState()
  }
}

/** MurmurHash3's finalizer: neighbouring seeds would else begin with nearly the same numbers. */
function mix(seed: number): number {
  let hash = seed | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}

/** FNV-1a, 32 bit. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}
