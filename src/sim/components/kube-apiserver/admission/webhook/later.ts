import { late } from '../../../../../base/late'
import type { KubeObject, Status } from '../../../../api/types'
import type { Admission } from '../admission'

/** Who was asked in the first round, and who is asked again in the second. Models webhook/mutating/reinvocationcontext.go. */
export interface Rounds {
  readonly again: boolean
  readonly willing: Set<string>
  readonly required: Set<string>
  /** The object as webhooks left it; undefined: they changed nothing. */
  left: KubeObject | undefined
}
export const firstRound = (): Rounds => ({ again: false, willing: new Set(), required: new Set(), left: undefined })

/** What webhooks say of a write: no cluster begins with one. */
export const webhooks = late<{
  readonly mutate: (admission: Admission, rounds: Rounds) => KubeObject | Status | null
  readonly validate: (admission: Admission) => Status | null
}>('webhooks')

/** What refuses a write that webhooks are asked about; null where nobody has to be asked. */
export const validated = (admission: Admission): Status | null =>
  admission.request.hearing ? webhooks().validate(admission) : null
