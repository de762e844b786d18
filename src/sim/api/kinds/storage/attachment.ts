import { equal } from '../../equality'
import type { KindCode } from '../kind'
import { subdomainProblems } from '../names'
import { part, text } from '../parts'
import { validateDriverName } from '../pod/validate-volumes'

const one = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'

/** Models pkg/apis/storage/validation ValidateVolumeAttachment. */
export const volumeattachment: KindCode = {
  prepare: (object, old) => (old ? object : { ...object, status: { attached: false } }),
  validate: (object, problems) => {
    const spec = part(object.spec) ?? {}
    validateDriverName(text(spec.attacher), 'spec.attacher', problems)
    const source = part(spec.source) ?? {}
    const { persistentVolumeName: volume } = source
    const inline = part(source.inlineVolumeSpec)
    if (!inline && typeof volume !== 'string') problems.required('spec.source', one)
    else if (inline && typeof volume === 'string') problems.forbidden('spec.source', one)
    if (typeof volume === 'string') {
      if (volume === '')
        problems.required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName')
      problems.allInvalid('spec.source.persistentVolumeName', volume, subdomainProblems(volume))
    }
    problems.allInvalid('spec.nodeName', text(spec.nodeName), subdomainProblems(text(spec.nodeName)))
  },
  validateUpdate: (object, old, problems) => {
    if (!equal(object.spec, old.spec)) {
      const spec = part(object.spec) ?? {}
      const source = part(spec.source) ?? {}
      problems.invalid(
        'spec',
        {
          Attacher: spec.attacher,
          Source: {
            PersistentVolumeName: source.persistentVolumeName ?? null,
            InlineVolumeSpec: source.inlineVolumeSpec ?? null
          },
          NodeName: spec.nodeName
        },
        'field is immutable'
      )
    }
  }
}
