import type { KindCode } from '../kind'
import { changed, each, part, type Part } from '../parts'

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
  defaults: (object) => ({ ...object, spec: claimDefaults(object.spec) })
}

export const resourceclaimtemplate: KindCode = {
  defaults: (object) => ({ ...object, spec: changed(part(object.spec) ?? {}, { spec: claimDefaults }) })
}
