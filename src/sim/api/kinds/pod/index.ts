import type { Pod } from '../../types'
import type { KindCode } from '../kind'
import { columns } from './columns'
import { podDefaults } from './defaults'
import { validatePodSpec, validatePodUpdate } from './validate'

export const pod: KindCode = {
  columns,
  defaults: podDefaults,
  validate: (object, problems) => validatePodSpec((object as Pod).spec, 'spec', problems),
  validateUpdate: (object, old, problems) => validatePodUpdate(object as Pod, old as Pod, problems)
}
