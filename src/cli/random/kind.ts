import type { Prng } from '../../base/prng'

/** What stands in an object besides its name, `any-<kind>`, unless its metadata give another. */
export type Make = (
  name: string,
  rng: Prng
) => { readonly apiVersion: string; readonly kind: string; readonly metadata?: object }

export const kind = (
  apiVersion: string,
  name: string,
  make: (name: string, rng: Prng) => object
): readonly [string, Make] => [name, (id, rng) => ({ apiVersion, kind: name, ...make(id, rng) })]

export const pick = <T>(rng: Prng, items: readonly T[]): T => items[rng.below(items.length)]!
export const labels = (name: string) => ({ app: name })

/** Whose pods Services, budgets and policies mean. */
export const web = 'any-deployment'
export const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
