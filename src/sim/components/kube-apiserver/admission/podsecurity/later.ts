import { late } from '../../../../../base/late'
import type { Pod } from '../../../../api/types'
import type { Level, violationText, violationsOf } from './checks'

/** The checks of the Pod Security Standards: the cluster's own namespaces ask for none. */
export const podSecurityChecks = late<{
  readonly violationsOf: typeof violationsOf
  readonly violationText: typeof violationText
}>('the Pod Security Standards')

/** What of a pod a level does not allow. */
export const violations = (level: Level, pod: Pod): ReturnType<typeof violationsOf> =>
  level === 'privileged' ? [] : podSecurityChecks().violationsOf(level, pod)
