import { quantityMilliValue } from '../../../../api/quantity'
import type { Pod } from '../../../../api/types'

/** What a pod or one of its containers requests, in thousandths; a text says what is missing. */
export type Wanted = number | string

/** Models replica_calculator.go calculatePodRequests: of the pod as a whole if it says so, else of its containers and sidecars. */
export function wanted({ spec, metadata }: Pod, resource: string, container: string): Wanted {
  const { resources } = spec as { resources?: { requests?: Readonly<Record<string, string>> } }
  const whole = resources?.requests?.[resource]
  if (container === '' && whole !== undefined) return quantityMilliValue(whole)
  const sidecars = (spec.initContainers ?? []).filter((each) => isSidecar(each))
  let total = 0
  for (const each of [...spec.containers, ...sidecars]) {
    if (container !== '' && container !== each.name) continue
    const request = each.resources?.requests?.[resource]
    if (request === undefined)
      return `missing request for ${resource} in container ${each.name} of Pod ${metadata.name}`
    total += quantityMilliValue(request)
  }
  return total
}

const isSidecar = (container: { readonly restartPolicy?: string }): boolean => container.restartPolicy === 'Always'
