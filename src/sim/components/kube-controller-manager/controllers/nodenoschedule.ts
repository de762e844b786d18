import type { Micros } from '../../../../base/time'
import type { Node, Taint } from '../../../api/types'
import { lookup } from '../caches'
import { enqueue, type Controller } from '../controller'
import { fact } from '../sync'
import { sameTaint, swapTaints } from './taints'
import { wallClock } from '../../../kernel/clock'

interface Input {
  readonly node: Node
  readonly now: Micros
}

const name = 'node-noschedule'
const unschedulable = 'node.kubernetes.io/unschedulable'

/** Condition → status → taint key. Models nodeConditionToTaintKeyStatusMap. */
const conditionTaints: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: 'node.kubernetes.io/not-ready', Unknown: 'node.kubernetes.io/unreachable' },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' }
}
const ownKeys: ReadonlySet<string> = new Set([
  unschedulable,
  ...Object.values(conditionTaints).flatMap((keys) => Object.values(keys))
])

/**
 * Conditions and cordoning become NoSchedule taints at once, without a rate limit.
 * Models doNoScheduleTaintingPass.
 */
export const nodeNoSchedule: Controller<Input> = {
  name,
  user: 'node-controller',
  workers: 8,
  maxRetries: 0,
  needs: ['nodes'],

  observe(kcm, { type, key, object }) {
    if (type === 'delete') return
    const [add, remove] = difference(object as Node)
    if (add.length + remove.length > 0) enqueue(kcm, name, key)
  },

  read(kcm, key) {
    const node = lookup(kcm.caches, 'nodes', key)
    return node ? { node, now: wallClock(kcm) } : null
  },

  *sync({ node, now }) {
    const [add, remove] = difference(node)
    if (add.length + remove.length === 0) return undefined
    const error = yield* swapTaints(node, add, remove, now)
    if (error !== undefined) return error
    for (const { key, effect } of add) yield* fact('node-tainted', { node: node.metadata.name, effect, key })
    for (const { key, effect } of remove) yield* fact('node-untainted', { node: node.metadata.name, effect, key })
    return undefined
  }
}

/** NoSchedule taints that the node lacks, and those of ours that it should not have. */
function difference(node: Node): [add: Taint[], remove: Taint[]] {
  const wanted: Taint[] = []
  for (const { type, status } of node.status.conditions ?? []) {
    const key = conditionTaints[type]?.[status]
    if (key !== undefined) wanted.push({ key, effect: 'NoSchedule' })
  }
  if (node.spec.unschedulable) wanted.push({ key: unschedulable, effect: 'NoSchedule' })
  const present = (node.spec.taints ?? []).filter(({ key, effect }) => effect === 'NoSchedule' && ownKeys.has(key))
  const lacks = (taints: readonly Taint[]) => (taint: Taint) => !taints.some((other) => sameTaint(other, taint))
  return [wanted.filter(lacks(present)), present.filter(lacks(wanted))]
}
