import type { KindCode } from '../kind'
import { columns } from './columns'
import { podDefaults } from './defaults'
import { ephemeralContainers, resize } from './parts'
import { preparePod } from './prepare'
import { validateNewPod, validatePod } from './validate'
import { podUpdates } from './updates-later'
import { validatePodStatus } from './validate-status'
import { podWarnings } from './warnings'

export const pod: KindCode = {
  columns,
  defaults: podDefaults,
  prepare: preparePod,
  validateNew: validateNewPod,
  validate: validatePod,
  validateUpdate: (pod, old, problems) => podUpdates()(pod, old, problems),
  validateStatus: validatePodStatus,
  warnings: podWarnings,
  parts: { ephemeralcontainers: ephemeralContainers, resize }
}
