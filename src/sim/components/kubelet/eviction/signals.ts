import { seconds, type Micros } from '../../../../base/time'
import type { LinuxUsage } from '../../linux/messages'
import { number } from '../config'
import type { KubeletContext } from '../context'
import type { Resource } from './pressure'

/** What is observed. Models pkg/kubelet/eviction/api/types.go Signal. */
export type Signal =
  | 'memory.available'
  | 'nodefs.available'
  | 'nodefs.inodesFree'
  | 'imagefs.available'
  | 'imagefs.inodesFree'
  | 'pid.available'

/** What texts call it, and the condition that it makes. Models helpers.go signalToResource, signalToNodeCondition. */
export const resourceOf: Readonly<Record<Signal, { readonly name: string; readonly short: Resource }>> = {
  'memory.available': { name: 'memory', short: 'memory' },
  'nodefs.available': { name: 'ephemeral-storage', short: 'disk' },
  'nodefs.inodesFree': { name: 'inodes', short: 'disk' },
  'imagefs.available': { name: 'ephemeral-storage', short: 'disk' },
  'imagefs.inodesFree': { name: 'inodes', short: 'disk' },
  'pid.available': { name: 'pids', short: 'pid' }
}

export interface Threshold {
  readonly signal: Signal
  /** In bytes, inodes or processes. */
  readonly value: number
  /** How long it must be met before pods go; 0: a hard one. */
  readonly grace: Micros
}

/** A threshold that is met, and what was seen. */
export interface Met {
  readonly threshold: Threshold
  readonly available: number
}

/** The machine has one disk: images lie on it, too. */
const observed = (usage: LinuxUsage): Readonly<Record<Signal, { readonly available: number; readonly of: number }>> => {
  const disk = { available: usage.diskAvailableBytes, of: usage.diskCapacityBytes }
  const inodes = { available: usage.inodesFree, of: usage.inodes }
  return {
    'memory.available': { available: usage.memoryAvailableBytes, of: usage.memoryCapacityBytes },
    'nodefs.available': disk,
    'imagefs.available': disk,
    'nodefs.inodesFree': inodes,
    'imagefs.inodesFree': inodes,
    'pid.available': { available: Math.max(0, usage.pids - usage.pidsInUse), of: usage.pids }
  }
}

function thresholds({ config }: KubeletContext, usage: LinuxUsage): readonly Threshold[] {
  const seen = observed(usage)
  const share = (signal: Signal, percent: number, grace = 0): Threshold => ({
    signal,
    value: (seen[signal].of * percent) / 100,
    grace
  })
  const mib = (value: number, grace = 0): Threshold => ({ signal: 'memory.available', value: value * 1_048_576, grace })
  const grace = seconds(number(config, 'eviction-soft-grace-period-s'))
  return [
    mib(number(config, 'eviction-hard-memory-available-mib')),
    mib(number(config, 'eviction-soft-memory-available-mib'), grace),
    share('imagefs.available', number(config, 'eviction-hard-imagefs-available-percent')),
    share('imagefs.inodesFree', number(config, 'eviction-hard-imagefs-inodesfree-percent')),
    share('nodefs.available', number(config, 'eviction-hard-nodefs-available-percent')),
    share('nodefs.available', number(config, 'eviction-soft-nodefs-available-percent'), grace),
    share('nodefs.inodesFree', number(config, 'eviction-hard-nodefs-inodesfree-percent')),
    share('pid.available', number(config, 'eviction-hard-pid-available-percent'))
  ].filter(({ value }) => value > 0)
}

/** Thresholds that are met, those of memory first. Models thresholdsMet, byEvictionPriority. */
export function thresholdsMet(context: KubeletContext, usage: LinuxUsage): readonly Met[] {
  const seen = observed(usage)
  return thresholds(context, usage)
    .map((threshold) => ({ threshold, available: seen[threshold.signal].available }))
    .filter(({ threshold, available }) => available < threshold.value)
}
