import { validateImmutable } from '../immutable'
import type { KindCode } from '../kind'
import { filled, list, optionalNumber, part, text, texts } from '../parts'

const defaults: Readonly<Record<string, unknown>> = {
  attachRequired: true,
  podInfoOnMount: false,
  storageCapacity: false,
  fsGroupPolicy: 'ReadWriteOnceWithFSType',
  requiresRepublish: false,
  seLinuxMount: false
}

/** Models pkg/apis/storage/v1/defaults.go SetDefaults_CSIDriver and pkg/apis/storage/validation. */
export const csidriver: KindCode = {
  defaults: (object) => {
    const spec = part(object.spec) ?? {}
    const modes = texts(spec.volumeLifecycleModes)
    const missing = Object.fromEntries(Object.entries(defaults).filter(([name]) => spec[name] === undefined))
    return {
      ...object,
      spec: {
        ...filled(spec, missing),
        ...missing,
        ...(modes.length === 0 && { volumeLifecycleModes: ['Persistent'] })
      }
    }
  },
  validate: (object, problems) => {
    const spec = part(object.spec) ?? {}
    const policy = text(spec.fsGroupPolicy)
    const policies = ['File', 'None', 'ReadWriteOnceWithFSType']
    if (!policies.includes(policy)) problems.notSupported('spec.fsGroupPolicy', policy, policies)
    const audiences = new Set<string>()
    list(spec.tokenRequests).forEach((token, i) => {
      const here = `spec.tokenRequests[${i}]`
      const audience = text(token.audience)
      if (audiences.has(audience)) problems.duplicate(`${here}.audience`, audience)
      audiences.add(audience)
      const seconds = optionalNumber(token.expirationSeconds)
      if (seconds === undefined) return
      if (seconds < 600)
        problems.invalid(`${here}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes')
      if (seconds > 2 ** 32)
        problems.invalid(`${here}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds')
    })
    for (const mode of texts(spec.volumeLifecycleModes))
      if (mode !== 'Persistent' && mode !== 'Ephemeral')
        problems.notSupported('spec.volumeLifecycleModes', mode, ['Persistent', 'Ephemeral'])
    const period = optionalNumber(spec.nodeAllocatableUpdatePeriodSeconds)
    if (period !== undefined && period < 10)
      problems.invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, 'must be greater than or equal to 10 seconds')
  },
  validateUpdate: (object, old, problems) => {
    validateImmutable(object, old, 'spec.attachRequired', problems)
    validateImmutable(object, old, 'spec.fsGroupPolicy', problems)
    validateImmutable(object, old, 'spec.volumeLifecycleModes', problems)
  }
}
