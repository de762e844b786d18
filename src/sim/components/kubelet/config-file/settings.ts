import { parseDuration } from '../../../../base/duration'
import { commandFailed } from '../../../../base/panic'
import { isQuantity, quantityValue } from '../../../api/quantity'
import type { FlagValue } from '../../../flag'
import type { Flags } from '../../../kernel/types'
import { kubeletConfigPath } from '../../../kubeadm/kubelet-config'
import { is125, kubeletDefaults, type KubeletFlag } from '../config'
import { decode } from './decode'
import { settings } from './fields'

/** What a kubelet makes of its file: its settings, and lines that it logs first. */
export interface Configured {
  readonly config: Flags
  readonly lines: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>
type Own = Partial<Record<KubeletFlag, FlagValue>>

/**
 * The settings of a configuration that somebody has written. A field that it does not have, or that is 0 where upstream's defaults replace a zero, is as
 * the kubelet has it by itself, whatever the run's settings are; settings that are no fields stay the run's. Models cmd/kubelet/app/server.go
 * (loadConfigFile, validation) and pkg/kubelet/apis/config/v1beta1/defaults.go.
 * @throws Exit with the kubelet's last words
 */
export function configured(text: string, run: Flags): Configured {
  const read = decode(text, kubeletConfigPath)
  if (typeof read === 'string')
    throw commandFailed(
      `failed to load kubelet config file, path: ${kubeletConfigPath}, error: failed to load Kubelet config file ${kubeletConfigPath}, error: ${read}`
    )
  const { fields, unknown } = read
  const own: Own = {}
  for (const [name, { flag, reads }] of Object.entries(settings)) {
    const given = fields[name]
    if (reads === 'bool') own[flag] = typeof given === 'boolean' ? given : kubeletDefaults[flag]
    else if (reads === 'duration') own[flag] = secondsOf(given) || defaultOf(flag)
    // Percentages and rates are pointers: a 0 is one that somebody wants.
    else own[flag] = given === undefined || (given === 0 && zeroIsUnset.has(name)) ? defaultOf(flag) : Number(given)
  }
  const period = (fields.crashLoopBackOff as Fields | undefined)?.maxContainerRestartPeriod
  own['max-container-backoff-s'] = secondsOf(period) || kubeletDefaults['max-container-backoff-s']
  Object.assign(own, thresholds(fields))
  const wrong = problems(fields, own)
  if (wrong.length > 0)
    throw commandFailed(
      `failed to validate kubelet configuration, error: ${wrong.length === 1 ? wrong[0]! : `[${wrong.join(', ')}]`}, path: &TypeMeta{Kind:,APIVersion:,}`
    )
  const lines =
    unknown.length === 0
      ? []
      : [
          `codec.go:149] "Using lenient decoding as strict decoding failed" err=${JSON.stringify(`strict decoding error: ${unknown.map((name) => `unknown field ${JSON.stringify(name)}`).join(', ')}`)}`
        ]
  return { config: Object.freeze({ ...run, ...own }), lines }

  /** 1.25's defaults of what was raised since. */
  function defaultOf(flag: KubeletFlag): FlagValue {
    if (!is125(run)) return kubeletDefaults[flag]
    return (
      { 'kube-api-qps': 5, 'kube-api-burst': 10, 'event-qps': 5, 'event-burst': 10 }[flag as string] ??
      kubeletDefaults[flag]
    )
  }
}

/** Plain numbers of which defaults.go replaces a 0. */
const zeroIsUnset: ReadonlySet<string> = new Set([
  'nodeLeaseDurationSeconds',
  'maxPods',
  'registryBurst',
  'eventBurst',
  'kubeAPIBurst'
])

const secondsOf = (given: unknown): number => {
  const read = parseDuration(String(given ?? '0s'))
  return read.ok ? read.value / 1e6 : 0
}

/**
 * Thresholds: who names some of the hard ones has no others (`mergeDefaultEvictionSettings` brings them). Signals beyond those that are observed here are
 * known and change nothing. Models pkg/kubelet/eviction/helpers.go ParseThresholdConfig.
 */
function thresholds(fields: Fields): Own {
  const own: Own = {}
  const hard = fields.evictionHard as Fields | undefined
  if (hard) {
    const keeps = fields.mergeDefaultEvictionSettings === true
    for (const [signal, flag] of Object.entries(hardSignals))
      own[flag] = signal in hard ? amountOf(signal, hard[signal]) : keeps ? kubeletDefaults[flag] : 0
  } else for (const flag of Object.values(hardSignals)) own[flag] = kubeletDefaults[flag]
  const soft = (fields.evictionSoft ?? {}) as Fields
  for (const [signal, flag] of Object.entries(softSignals))
    own[flag] = signal in soft ? amountOf(signal, soft[signal]) : 0
  const graces = (fields.evictionSoftGracePeriod ?? {}) as Fields
  for (const signal of Object.keys(soft)) {
    const grace = secondsOf(graces[signal])
    if (!(signal in graces))
      throw commandFailed(
        `failed to run Kubelet: grace period must be specified for the soft eviction threshold ${signal}`
      )
    if (signal in softSignals) own['eviction-soft-grace-period-s'] = grace
  }
  return own

  /** MiB of memory, a share of a disk in percent; a share of memory and an amount of disk are of the sizes that the flags name. */
  function amountOf(signal: string, given: unknown): number {
    const text = String(given)
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)
    if (!percent && !isQuantity(text))
      throw commandFailed(
        `failed to run Kubelet: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`
      )
    if (signal === 'memory.available')
      return percent ? (memoryMib() * Number(percent[1])) / 100 : quantityValue(text) / 1_048_576
    return percent ? Number(percent[1]) : (100 * quantityValue(text)) / sizeOf(signal)
  }

  function memoryMib(): number {
    return Number(kubeletDefaults['node-memory-mib'])
  }
  function sizeOf(signal: string): number {
    return signal.endsWith('.available') && signal !== 'pid.available'
      ? Number(kubeletDefaults['node-disk-gib']) * 1_073_741_824
      : 6_553_600
  }
}

const hardSignals: Readonly<Record<string, KubeletFlag>> = {
  'memory.available': 'eviction-hard-memory-available-mib',
  'nodefs.available': 'eviction-hard-nodefs-available-percent',
  'nodefs.inodesFree': 'eviction-hard-nodefs-inodesfree-percent',
  'imagefs.available': 'eviction-hard-imagefs-available-percent',
  'imagefs.inodesFree': 'eviction-hard-imagefs-inodesfree-percent',
  'pid.available': 'eviction-hard-pid-available-percent'
}
const softSignals: Readonly<Record<string, KubeletFlag>> = {
  'memory.available': 'eviction-soft-memory-available-mib',
  'nodefs.available': 'eviction-soft-nodefs-available-percent'
}

/** Models pkg/kubelet/apis/config/validation ValidateKubeletConfiguration, in its order. */
function problems(fields: Fields, own: Own): readonly string[] {
  const found: string[] = []
  const bad = (wrong: boolean, text: string) => void (wrong && found.push(`invalid configuration: ${text}`))
  const of = (flag: KubeletFlag) => Number(own[flag])
  const given = (name: string, other: number) => (fields[name] === undefined ? other : Number(fields[name]))
  const notNegative = (name: string, flag: string) =>
    bad(given(name, 0) < 0, `${name} (--${flag}) ${given(name, 0)} must not be a negative number`)
  const share = (name: string, flag: string, other: number) => {
    const value = given(name, other)
    bad(value < 0 || value > 100, `${name} (--${flag}) ${value} must be between 0 and 100, inclusive`)
  }
  bad(of('node-lease-duration-s') <= 0, 'nodeLeaseDurationSeconds must be greater than 0')
  notNegative('eventBurst', 'event-burst')
  notNegative('eventRecordQPS', 'event-qps')
  share('imageGCHighThresholdPercent', 'image-gc-high-threshold', 85)
  share('imageGCLowThresholdPercent', 'image-gc-low-threshold', 80)
  const [high, low] = [of('image-gc-high-threshold'), of('image-gc-low-threshold')]
  bad(
    low >= high,
    `imageGCLowThresholdPercent (--image-gc-low-threshold) ${low} must be less than imageGCHighThresholdPercent (--image-gc-high-threshold) ${high}`
  )
  notNegative('kubeAPIBurst', 'kube-api-burst')
  notNegative('kubeAPIQPS', 'kube-api-qps')
  notNegative('maxPods', 'max-pods')
  notNegative('podsPerCore', 'pods-per-core')
  notNegative('registryBurst', 'registry-burst')
  notNegative('registryPullQPS', 'registry-qps')
  const parallel = fields.maxParallelImagePulls
  if (parallel !== undefined) {
    bad(Number(parallel) < 1, `maxParallelImagePulls ${String(parallel)} must be a positive number`)
    bad(
      Number(parallel) > 1 && own['serialize-image-pulls'] === true,
      'maxParallelImagePulls cannot be larger than 1 unless SerializeImagePulls (--serialize-image-pulls) is set to false'
    )
  }
  const [grace, critical] = [of('shutdown-grace-period-s'), of('shutdown-grace-period-critical-pods-s')]
  bad(critical > grace, `shutdownGracePeriodCriticalPods {${critical}s} must be <= shutdownGracePeriod {${grace}s}`)
  bad(grace > 0 && grace < 1, `shutdownGracePeriod {${grace}s} must be either zero or otherwise >= 1 sec`)
  const restart = of('max-container-backoff-s')
  bad(
    restart < 1 || restart > 300,
    `CrashLoopBackOff.MaxContainerRestartPeriod (got: ${restart} seconds) must be set between 1s and 300s`
  )
  bad(given('containerLogMaxFiles', 5) <= 1, 'containerLogMaxFiles must be greater than 1')
  return found
}
