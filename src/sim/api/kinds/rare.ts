import { late } from '../../../base/late'
import type { Prng } from '../../../base/prng'
import type { KubeObject } from '../types'
import type { KindCode } from './kind'
import type { Problems } from './problems'
import type * as RareKinds from './rare-kinds'

/** What kinds do of which no cluster has an object when it begins. */
export const rareKinds = late<typeof RareKinds>('kinds that clusters do not begin with')

/** Each part of a kind's code, asked of the code that is loaded later. */
const parts = (code: () => KindCode) => ({
  get columns() {
    return code().columns
  },
  get parts() {
    return code().parts
  },
  defaults: (object: KubeObject) => code().defaults!(object),
  convert: (object: KubeObject) => code().convert!(object),
  inVersion: (object: KubeObject, apiVersion: string) => code().inVersion!(object, apiVersion),
  validate: (object: KubeObject, problems: Problems) => code().validate!(object, problems),
  validateNew: (object: KubeObject, problems: Problems) => code().validateNew!(object, problems),
  validateUpdate: (object: KubeObject, old: KubeObject, problems: Problems) =>
    code().validateUpdate!(object, old, problems),
  nameless: (rng: Prng) => code().nameless!(rng),
  prepare: (object: KubeObject, old: KubeObject | null) => code().prepare!(object, old),
  readBack: (object: KubeObject) => code().readBack!(object),
  requestedBy: (
    object: KubeObject,
    who: { readonly user: string; readonly groups?: readonly string[]; readonly extra?: object }
  ) => code().requestedBy!(object, who),
  prepareStatus: (object: KubeObject, old: KubeObject, now: string) => code().prepareStatus!(object, old, now),
  validateStatus: (object: KubeObject, old: KubeObject, problems: Problems) =>
    code().validateStatus!(object, old, problems),
  warnings: (object: KubeObject, old: KubeObject | null) => code().warnings!(object, old)
})

/**
 * The code of a kind as the scheme holds it before it is loaded. Which parts it has is known before: who finds none goes on without.
 * @param has the parts, in a list with commas
 * @param name how its objects may be called, if not as a DNS subdomain
 */
export function rare(kind: keyof typeof RareKinds, has: string, name?: KindCode['name']): KindCode {
  const all = parts(() => rareKinds()[kind])
  const code = Object.create(null) as object
  for (const part of has.split(',')) {
    const found = Object.getOwnPropertyDescriptor(all, part)
    if (!found) throw new Error(`${part} is no part of a kind`)
    Object.defineProperty(code, part, found)
  }
  return name === undefined ? code : Object.defineProperty(code, 'name', { value: name, enumerable: true })
}
