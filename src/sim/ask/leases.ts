import type { Lease } from '../api/types'
import type { World } from '../kernel/world'
import { storedObjects } from '../view/truth'

/** When each lease was renewed last, in its holder's words. */
export const renewTimes = (world: World): ReadonlyMap<string, string> =>
  new Map(
    storedObjects<Lease>(world, 'leases').map(({ metadata, spec }) => [
      `${metadata.namespace}/${metadata.name}`,
      spec.renewTime ?? ''
    ])
  )
