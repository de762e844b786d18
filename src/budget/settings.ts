import { defaultFlags, prepare, presetOf } from '../scenarios'
import type { Flags } from '../sim'

/** A setting that decides how long a failure is felt. */
export interface Setting {
  readonly id: SettingId
  /** Flags of the simulator that it sets, all to the same value. */
  readonly flags: readonly string[]
  readonly unit: 's' | 'ms' | ''
  /** What it decides, in a few words. */
  readonly decides: string
  readonly min: number
  readonly max: number
  readonly step: number
}

export const settingIds = [
  'node-monitor-grace-period',
  'tolerationSeconds',
  'nodeLeaseDurationSeconds',
  'leader-elect-lease-duration',
  'haproxy-fall',
  'haproxy-inter',
  'etcd-election-timeout'
] as const
export type SettingId = (typeof settingIds)[number]

export const settings: readonly Setting[] = [
  {
    id: 'node-monitor-grace-period',
    flags: ['node-monitor-grace-period'],
    unit: 's',
    decides: 'detect',
    min: 5,
    max: 60,
    step: 1
  },
  {
    id: 'tolerationSeconds',
    flags: ['default-not-ready-toleration-seconds', 'default-unreachable-toleration-seconds'],
    unit: 's',
    decides: 'evict',
    min: 0,
    max: 300,
    step: 5
  },
  {
    id: 'nodeLeaseDurationSeconds',
    flags: ['node-lease-duration-s'],
    unit: 's',
    decides: 'how often a kubelet is heard of',
    min: 4,
    max: 60,
    step: 2
  },
  {
    id: 'leader-elect-lease-duration',
    flags: ['leader-elect-lease-duration'],
    unit: 's',
    decides: 'decide, if the leader dies too',
    min: 5,
    max: 60,
    step: 1
  },
  { id: 'haproxy-fall', flags: ['haproxy-fall'], unit: '', decides: 'kubectl only', min: 1, max: 10, step: 1 },
  {
    id: 'haproxy-inter',
    flags: ['haproxy-inter-ms'],
    unit: 'ms',
    decides: 'kubectl only',
    min: 250,
    max: 5_000,
    step: 250
  },
  {
    id: 'etcd-election-timeout',
    flags: ['etcd-election-timeout-ms'],
    unit: 'ms',
    decides: 'writes only',
    min: 200,
    max: 5_000,
    step: 100
  }
]

export type Values = Readonly<Record<SettingId, number>>

export const defaults: Values = Object.fromEntries(
  settings.map(({ id, flags }) => [id, Number(defaultFlags[flags[0]!])])
) as Values

/** Only what differs from the defaults: a run is given no more. */
export function flagsOf(values: Values): Flags {
  return Object.fromEntries(
    settings.flatMap(({ id, flags }) =>
      values[id] === defaults[id] ? [] : flags.map((flag): [string, number] => [flag, values[id]])
    )
  )
}

/** What is wrong with a setting as it stands: refused by its component, in its own words, or not safe by rule. */
export interface Objection {
  readonly id: SettingId
  readonly kind: 'refused' | 'unsafe'
  readonly text: string
}

/** A kubelet renews its lease so often, in seconds. */
const renewS = (values: Values): number =>
  values.nodeLeaseDurationSeconds * Number(defaultFlags['node-lease-renew-interval-fraction'])

export function objections(values: Values): readonly Objection[] {
  return settings.flatMap(({ id }): Objection[] => {
    const refused = refusalOf({ ...defaults, [id]: values[id] })
    if (refused !== '') return [{ id, kind: 'refused', text: refused }]
    const unsafe = unsafeBy(id, values)
    return unsafe === '' ? [] : [{ id, kind: 'unsafe', text: unsafe }]
  })
}

/** What a component says when it refuses to start so; empty if all start. */
export function refusalOf(values: Values): string {
  const prepared = prepare({ ...presetOf('ha-worker-fails')!, flags: flagsOf(values) })
  return prepared.ok ? '' : prepared.error
}

function unsafeBy(id: SettingId, values: Values): string {
  const value = values[id]
  switch (id) {
    case 'node-monitor-grace-period':
      return value < 2 * renewS(values)
        ? `A kubelet renews its lease every ${renewS(values)} s: less than two renewals, and one that is late makes the node NotReady.`
        : ''
    case 'tolerationSeconds':
      return value < 30 ? 'Under 30 s a switch that reboots evicts every pod behind it.' : ''
    case 'haproxy-fall':
      return value < 2 ? 'One lost check takes a server out.' : ''
    default:
      return ''
  }
}

/** Where a slider's values begin to be sound; below it they are refused or not safe. */
export function soundFrom({ id, min, max, step }: Setting): number {
  for (let value = min; value < max; value += step) {
    if (objections({ ...defaults, [id]: value }).every((objection) => objection.id !== id)) return value
  }
  return max
}
