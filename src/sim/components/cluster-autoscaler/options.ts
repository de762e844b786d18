import { parseDuration } from '../../../base/duration'
import type { Micros } from '../../../base/time'
import { seconds } from '../../../base/time'

/** What the command line says. Models cluster-autoscaler/config/flags/flags.go, with its defaults. */
export interface Options {
  readonly namespace: string
  readonly elects: boolean
  readonly scanInterval: Micros
  readonly maxNodeProvisionTime: Micros
  readonly scaleDownEnabled: boolean
  readonly scaleDownDelayAfterAdd: Micros
  readonly scaleDownDelayAfterDelete: Micros
  readonly scaleDownDelayAfterFailure: Micros
  readonly scaleDownUnneededTime: Micros
  readonly scaleDownUnreadyTime: Micros
  readonly utilizationThreshold: number
  readonly maxPodEvictionTime: Micros
  readonly maxGracefulTermination: Micros
  readonly maxNodesTotal: number
  readonly maxScaleDownParallelism: number
  readonly maxDrainParallelism: number
  readonly maxSoftTaints: number
  readonly expander: string
  readonly skipSystemPods: boolean
  readonly skipLocalStorage: boolean
  readonly priorityCutoff: number
  readonly backoff: Micros
  readonly longestBackoff: Micros
  /** Groups that are named, with their sizes; empty: those that auto-discovery finds, as the provider has them. */
  readonly nodes: Readonly<Record<string, { readonly min: number; readonly max: number }>>
  readonly discovers: boolean
  /** Why it cannot run with what it was given; empty: it can. */
  readonly problem: string
}

const expanders = ['least-waste', 'random', 'most-pods'] as const

export function optionsOf(argv: readonly string[]): Options {
  const given = argv.flatMap((arg) => {
    const [, name = '', value = 'true'] = /^--?([a-z][-a-z]*)(?:=(.*))?$/s.exec(arg) ?? []
    return name === '' ? [] : [[name, value] as const]
  })
  const last = (name: string) => given.findLast(([each]) => each === name)?.[1]
  const problems: string[] = []
  const duration = (name: string, fallback: number): Micros => {
    const text = last(name)
    if (text === undefined) return seconds(fallback)
    const read = parseDuration(text)
    if (read.ok) return read.value
    problems.push(`invalid argument "${text}" for "--${name}" flag: time: invalid duration "${text}"`)
    return 0
  }
  const number = (name: string, fallback: number): number => {
    const text = last(name)
    if (text === undefined) return fallback
    if (text !== '' && Number.isFinite(Number(text))) return Number(text)
    problems.push(`invalid argument "${text}" for "--${name}" flag: parsing "${text}": invalid syntax`)
    return fallback
  }
  const nodes: Record<string, { min: number; max: number }> = {}
  for (const [, spec] of given.filter(([name]) => name === 'nodes')) {
    const [, min, max, group] = /^(\d+):(\d+):(.+)$/.exec(spec) ?? []
    if (group === undefined) problems.push(`failed to parse node group spec: wrong nodes configuration: ${spec}`)
    else nodes[group] = { min: Number(min), max: Number(max) }
  }
  const expander = (last('expander') ?? 'least-waste').split(',')[0]!
  if (!expanders.some((known) => known === expander)) problems.push(`Expander ${expander} not supported`)
  return Object.freeze({
    namespace: last('namespace') ?? 'kube-system',
    elects: last('leader-elect') !== 'false',
    scanInterval: duration('scan-interval', 10),
    maxNodeProvisionTime: duration('max-node-provision-time', 900),
    scaleDownEnabled: last('scale-down-enabled') !== 'false',
    scaleDownDelayAfterAdd: duration('scale-down-delay-after-add', 600),
    scaleDownDelayAfterDelete: duration('scale-down-delay-after-delete', 0),
    scaleDownDelayAfterFailure: duration('scale-down-delay-after-failure', 180),
    scaleDownUnneededTime: duration('scale-down-unneeded-time', 600),
    scaleDownUnreadyTime: duration('scale-down-unready-time', 1_200),
    utilizationThreshold: number('scale-down-utilization-threshold', 0.5),
    maxPodEvictionTime: duration('max-pod-eviction-time', 120),
    maxGracefulTermination: seconds(number('max-graceful-termination-sec', 600)),
    maxNodesTotal: number('max-nodes-total', 0),
    maxScaleDownParallelism: number('max-scale-down-parallelism', 10),
    maxDrainParallelism: number('max-drain-parallelism', 1),
    maxSoftTaints: number('max-bulk-soft-taint-count', 10),
    expander,
    skipSystemPods: last('skip-nodes-with-system-pods') !== 'false',
    skipLocalStorage: last('skip-nodes-with-local-storage') !== 'false',
    priorityCutoff: number('expendable-pods-priority-cutoff', -10),
    backoff: duration('initial-node-group-backoff-duration', 300),
    longestBackoff: duration('max-node-group-backoff-duration', 1_800),
    nodes: Object.freeze(nodes),
    discovers: given.some(([name]) => name === 'node-group-auto-discovery'),
    problem: problems[0] ?? ''
  })
}
