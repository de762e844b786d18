import type { Flags, FlagValue } from '../sim/first'

/** Settings that have another name now: files, links and command lines of before keep their meaning. */
const renamed: Readonly<Record<string, string>> = {
  'client-start-s': 'users-start-s',
  'client-start-spread-ms': 'users-start-spread-ms',
  'client-rate-per-s': 'users-rate-per-s',
  'client-timeout-ms': 'users-timeout-ms',
  'client-service': 'users-service',
  'service-probe-window-ms': 'users-restored-window-ms',
  'apiserver-cpus': 'master-cpus'
}

/** Settings of what is no more: probes that acted inside the cluster that they measured, and flags that nothing read. */
const gone: ReadonlySet<string> = new Set([
  'api-probe-readyz',
  'apiserver-list-ms-per-object',
  'concurrent-job-syncs',
  'impact-patience-s',
  'impact-probe-interval-ms',
  'impact-probes',
  'list-latency-ms',
  'operational-lease-stale-ms',
  'operational-probe-interval-ms',
  'operational-window-ms',
  'service-cluster-ip-range',
  'service-probe-interval-ms',
  'start-delay-client-ms',
  'workload-low-seats'
])

/** The name that a setting has now. */
export const presentName = (name: string): string => renamed[name] ?? name

/** A setting's value as it is said now. */
const presentValue = (name: string, value: FlagValue): FlagValue =>
  name === 'release' && value === 'newest' ? '1.36' : value

/** Flags under their present names, without those that have nothing to set any more. */
export const presentFlags = (flags: Flags): Flags =>
  Object.fromEntries(
    Object.entries(flags)
      .filter(([name]) => !gone.has(name))
      .map(([name, value]) => [presentName(name), presentValue(name, value)])
  )
