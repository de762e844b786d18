import { quantityMilliValue, quantityValue } from '../../../api/quantity'
import type { Container, PodSpec } from '../../../api/types'

type Quantities = Readonly<Record<string, string>> | undefined

/** Amounts of resources: cpu in thousandths of a core, memory and ephemeral storage in bytes, the rest in whole units. */
export interface Resources {
  readonly milliCPU: number
  readonly memory: number
  readonly ephemeralStorage: number
  readonly allowedPodNumber: number
  /** Extended resources, huge pages and attachable volumes. A resource asked for with 0 is in here too. */
  readonly scalar: Readonly<Record<string, number>>
}

export interface CpuMemory {
  readonly milliCPU: number
  readonly memory: number
}

/** What a container without a request counts as when nodes are scored. Models pkg/scheduler/util/pod_resources.go. */
const defaultMilliCPURequest = 100
const defaultMemoryRequest = 200 * 1024 * 1024

export const noResources: Resources = Object.freeze({
  milliCPU: 0,
  memory: 0,
  ephemeralStorage: 0,
  allowedPodNumber: 0,
  scalar: Object.freeze({})
})

const isScalar = (name: string): boolean =>
  name.includes('/') || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-')

/** Models pkg/scheduler/framework/types.go Resource.Add. */
export function resourcesFrom(list: Quantities): Resources {
  if (!list) return noResources
  const scalar: Record<string, number> = {}
  for (const name in list) if (isScalar(name)) scalar[name] = quantityValue(list[name])
  return Object.freeze({
    milliCPU: quantityMilliValue(list['cpu']),
    memory: quantityValue(list['memory']),
    ephemeralStorage: quantityValue(list['ephemeral-storage']),
    allowedPodNumber: quantityValue(list['pods']),
    scalar: Object.freeze(scalar)
  })
}

export function combine(a: Resources, b: Resources, each: (x: number, y: number) => number): Resources {
  let scalar = a.scalar
  for (const name in b.scalar) {
    if (scalar === a.scalar) scalar = { ...a.scalar }
    ;(scalar as Record<string, number>)[name] = each(a.scalar[name] ?? 0, b.scalar[name]!)
  }
  return Object.freeze({
    milliCPU: each(a.milliCPU, b.milliCPU),
    memory: each(a.memory, b.memory),
    ephemeralStorage: each(a.ephemeralStorage, b.ephemeralStorage),
    allowedPodNumber: each(a.allowedPodNumber, b.allowedPodNumber),
    scalar: Object.freeze(scalar)
  })
}

export const add = (a: Resources, b: Resources): Resources => combine(a, b, (x, y) => x + y)
export const subtract = (a: Resources, b: Resources): Resources => combine(a, b, (x, y) => x - y)
const largest = (a: Resources, b: Resources): Resources => combine(a, b, Math.max)

/**
 * What a pod needs at its widest moment: all containers and sidecars together, or one init container with the sidecars
 * started before it, whichever is more. Sidecars (restartPolicy Always) exist only since 1.28, so they change nothing
 * in an older release.
 */
function widest<T>(
  spec: PodSpec,
  one: (c: Container) => T,
  sum: (a: T, b: T) => T,
  max: (a: T, b: T) => T,
  zero: T
): T {
  let running = spec.containers.reduce((total, c) => sum(total, one(c)), zero)
  let sidecars = zero
  let init = zero
  for (const c of spec.initContainers ?? []) {
    if (c.restartPolicy === 'Always') {
      sidecars = sum(sidecars, one(c))
      running = sum(running, one(c))
      init = max(init, sidecars)
    } else init = max(init, sum(one(c), sidecars))
  }
  return max(running, init)
}

/** True requests, as the filter counts them. Models noderesources/fit.go computePodResourceRequest. */
export function podRequest(spec: PodSpec): Resources {
  const own = widest(spec, (c) => resourcesFrom(c.resources?.requests), add, largest, noResources)
  return spec.overhead ? add(own, resourcesFrom(spec.overhead)) : own
}

const addCpuMemory = (a: CpuMemory, b: CpuMemory): CpuMemory => ({
  milliCPU: a.milliCPU + b.milliCPU,
  memory: a.memory + b.memory
})

const maxCpuMemory = (a: CpuMemory, b: CpuMemory): CpuMemory => ({
  milliCPU: Math.max(a.milliCPU, b.milliCPU),
  memory: Math.max(a.memory, b.memory)
})

/**
 * cpu and memory for scoring: a container that says nothing counts as 100 m and 200 MiB.
 * Models pkg/scheduler/util/pod_resources.go GetNonzeroRequests.
 */
export function nonZeroRequest(spec: PodSpec): CpuMemory {
  const one = (c: Container): CpuMemory => {
    const requests = c.resources?.requests
    return {
      milliCPU: requests?.['cpu'] === undefined ? defaultMilliCPURequest : quantityMilliValue(requests['cpu']),
      memory: requests?.['memory'] === undefined ? defaultMemoryRequest : quantityValue(requests['memory'])
    }
  }
  return Object.freeze(
    addCpuMemory(widest(spec, one, addCpuMemory, maxCpuMemory, { milliCPU: 0, memory: 0 }), {
      milliCPU: quantityMilliValue(spec.overhead?.['cpu']),
      memory: quantityValue(spec.overhead?.['memory'])
    })
  )
}

/**
 * 1.25 adds a pod's overhead to the *scored* request by its whole value, so 250 m cpu counts as 1 thousandth.
 * Models noderesources/resource_allocation.go calculatePodResourceRequest.
 * @returns what to add to the true request's cpu to get the scored one
 */
export function overheadQuirk(spec: PodSpec): number {
  const cpu = spec.overhead?.['cpu']
  return cpu === undefined ? 0 : quantityValue(cpu) - quantityMilliValue(cpu)
}
