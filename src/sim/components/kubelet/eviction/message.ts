import { canonicalQuantity } from '../../../api/quantity'
import type { Pod } from '../../../api/types'
import type { LinuxUsage } from '../../linux/messages'
import { is125 } from '../config'
import type { KubeletContext } from '../context'
import { asked } from './rank'
import { resourceOf, type Met } from './signals'

/** An amount as it is printed: of bytes in KiB or a bigger unit, if it is so many without a rest. */
const amount = (value: number, isBytes: boolean): string => {
  const whole = Math.floor(value)
  if (!isBytes || whole % 1_024 !== 0) return String(whole)
  return canonicalQuantity(`${whole / 1_024}Ki`) ?? String(whole)
}

/** What a file system or a cgroup counts in blocks. */
const inBlocks = (value: number): number => Math.floor(value / 1_024) * 1_024

/** What is told of an eviction: what was short, and the containers that use more than they asked for. Models evictionMessage. */
export function evictionMessage(
  context: KubeletContext,
  pod: Pod,
  { threshold, available }: Met,
  usage: LinuxUsage
): string {
  const { name } = resourceOf[threshold.signal]
  const isBytes = name === 'memory' || name === 'ephemeral-storage'
  const short = `The node was low on resource: ${name}. `
  const seen = is125(context.config)
    ? ''
    : `Threshold quantity: ${amount(threshold.value, isBytes)}, available: ${amount(isBytes ? inBlocks(available) : available, isBytes)}. `
  if (!isBytes) return short + seen
  const statistics = usage.pods[pod.metadata.uid!]?.containers ?? {}
  const containers = pod.spec.containers.map((container) => {
    const found = statistics[container.name]
    if (!found) return ''
    const used = name === 'memory' ? found.memoryBytes : found.diskBytes
    const request = asked(container, name)
    if (used <= request) return ''
    const kib = `${Math.ceil(used / 1_024)}Ki`
    return is125(context.config)
      ? `Container ${container.name} was using ${kib}, which exceeds its request of ${amount(request, true)}. `
      : `Container ${container.name} was using ${kib}, request is ${amount(request, true)}, has larger consumption of ${name}. `
  })
  return short + seen + containers.join('')
}
