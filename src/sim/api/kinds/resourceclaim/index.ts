import { equal } from '../../equality'
import { goStruct } from '../../go-struct'
import type { KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { changed, each, part, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateClaim } from './validate'

/** Models pkg/apis/resource/v1/defaults.go. */
function requestDefaults(request: Part): Part {
  const device = (value: unknown): Part => {
    const given = part(value) ?? {}
    const mode = given.allocationMode ?? 'ExactCount'
    const count = Number(given.count ?? 0) === 0 && mode === 'ExactCount' ? { count: 1 } : {}
    const tolerations = each(given.tolerations, (one) =>
      one.operator === undefined ? { ...one, operator: 'Equal' } : one
    )
    return { ...given, allocationMode: mode, ...count, ...(given.tolerations !== undefined && { tolerations }) }
  }
  return changed(request, { exactly: device, firstAvailable: (items) => each(items, device) })
}

const claimDefaults = (spec: unknown): Part =>
  changed(part(spec) ?? {}, {
    devices: (devices) => changed(part(devices) ?? {}, { requests: (requests) => each(requests, requestDefaults) })
  })

export const resourceclaim: KindCode = {
  defaults: (object) => ({ ...object, spec: claimDefaults(object.spec) }),
  validate: (object, problems) => validateClaim(object.spec, 'spec', problems),
  validateUpdate: (object, old, problems) => fixedSpec(object, old, 'ResourceClaimSpec', problems)
}

export const resourceclaimtemplate: KindCode = {
  defaults: (object) => ({ ...object, spec: changed(part(object.spec) ?? {}, { spec: claimDefaults }) }),
  validate: (object, problems) => validateClaim(part(object.spec)?.spec, 'spec.spec', problems),
  validateUpdate: (object, old, problems) => fixedSpec(object, old, 'ResourceClaimTemplateSpec', problems)
}

/** What a claim asks for is never changed. */
function fixedSpec(object: KubeObject, old: KubeObject, type: string, problems: Problems): void {
  if (!equal(object.spec, old.spec)) problems.immutable('spec', goStruct(object.spec, type))
}
