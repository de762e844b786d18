import type { KindCode } from '../kind'
import type { Part } from '../parts'
import { templateDefaults } from '../pod/defaults'
import { templateWarnings } from '../pod/warnings'
import { validateTemplate } from '../workload'

const templateOf = (object: object): unknown => (({ ...object }) as Part).template

/** Models pkg/apis/core/validation ValidatePodTemplate. */
export const podtemplate: KindCode = {
  defaults: (object) => ({ ...object, template: templateDefaults(templateOf(object)) }),
  validate: (object, problems) => validateTemplate(templateOf(object), 'template', problems),
  warnings: (object) => templateWarnings(templateOf(object), 'template')
}
