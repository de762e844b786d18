import { late } from '../../../../base/late'
import { claimNameOf, podClaimsOf } from '../../../api/devices'
import type { Pod } from '../../../api/types'
import type { askForClaim, claimFetched } from './devices'

/** What is done about devices of claims: pods that clusters begin with have none. */
export const preparing = late<{
  readonly askForClaim: typeof askForClaim
  readonly claimFetched: typeof claimFetched
}>('preparing devices')

/** Whose answer about a claim it is. */
export interface ClaimRef {
  readonly kind: 'claim'
  readonly uid: string
}

/** The claims that a pod's sandbox waits for. */
export const claimsOf = (pod: Pod): string[] =>
  podClaimsOf(pod).flatMap((claim) => {
    const name = claimNameOf(pod, claim)
    return name ? [name] : []
  })
