import { quantityValue } from '../../../api/quantity'
import type { Pod } from '../../../api/types'
import type { PodUsage } from '../../linux/messages'
import { diskOf } from './rank'

const limitOf = (limits: Readonly<Record<string, string>> | undefined): string | undefined =>
  limits?.['ephemeral-storage']

/** Why a pod has written more than it may; undefined: it has not. Models localStorageEviction. */
export function exceeded(pod: Pod, usage: PodUsage): string | undefined {
  for (const { name, emptyDir } of pod.spec.volumes ?? []) {
    const limit = emptyDir?.sizeLimit
    if (limit === undefined || emptyDir?.medium === 'Memory') continue
    if ((usage.volumes[name] ?? 0) > quantityValue(limit) && quantityValue(limit) > 0)
      return `Usage of EmptyDir volume "${name}" exceeds the limit "${limit}". `
  }
  const limits = pod.spec.containers.map(({ resources }) => limitOf(resources?.limits))
  const given = limits.filter((limit) => limit !== undefined)
  const total = given.reduce((sum, limit) => sum + quantityValue(limit), 0)
  if (given.length > 0 && diskOf(pod, usage) > total) {
    const text = given.length === 1 ? given[0] : String(total)
    return `Pod ephemeral local storage usage exceeds the total limit of containers ${text}. `
  }
  for (const { name, resources } of pod.spec.containers) {
    const limit = limitOf(resources?.limits)
    if (limit !== undefined && (usage.containers[name]?.diskBytes ?? 0) > quantityValue(limit))
      return `Container ${name} exceeded its local ephemeral storage limit "${limit}". `
  }
  return undefined
}
