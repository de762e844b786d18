import { setup } from 'xstate'
import { items } from '../../actions'
import type { Node } from '../../api/types'
import type { InformerEvent } from '../../client-go/informer'
import type { ElectionEvent } from '../../client-go/leaderelection'
import { request } from '../../client-go/transport'
import { wallClock } from '../../kernel/clock'
import { seconds } from '../../../base/time'
import type { Chart, Scope } from '../../kernel/chart'
import { ask } from './cloud'
import { isDrained, type ClusterAutoscaler, type Deletion } from './context'
import type { DeletionEvent } from './deletion-event'
import { tell, tellStatus } from './events'
import type { ClusterAutoscalerTimer, Outbox } from './messages'
import { candidate, taintPatch, toBeDeleted } from './taints'

type C = ClusterAutoscaler
type Own = ClusterAutoscalerTimer | InformerEvent | ElectionEvent | DeletionEvent
const { step, on, when, wait } = items<C, Deletion, DeletionEvent, Own>()

/** An answer of the API about a deletion. */
export interface DeletionRef {
  readonly kind: 'deletion'
  readonly node: string
  readonly of: 'taint' | 'clean' | 'evict'
  readonly pod: string
}

const nodeOf = ({ informers }: C, { node }: Deletion) => informers.nodes.store.get(node) as Node | undefined

function patchTaints(context: C, deletion: Deletion, out: Outbox, without: string, isMarked: boolean): void {
  const node = nodeOf(context, deletion)
  if (!node) return
  const taint = {
    key: toBeDeleted,
    value: String(Math.floor(wallClock(context) / 1_000_000)),
    effect: 'NoSchedule' as const
  }
  const more = isMarked ? [taint] : []
  const ref: DeletionRef = { kind: 'deletion', node: deletion.node, of: isMarked ? 'taint' : 'clean', pod: '' }
  const body = taintPatch(node, without, more)
  request(
    context.client,
    context,
    out,
    { verb: 'patch', resource: 'nodes', name: deletion.node, body, options: { patchType: 'merge' } },
    ref
  )
}

function evict(context: C, deletion: Deletion, out: Outbox): void {
  const { client, informers } = context
  for (const key of deletion.pods) {
    if (deletion.evicted.has(key)) continue
    const pod = informers.pods.store.get(key)
    const [namespace = '', name = ''] = key.split('/')
    if (!pod) {
      deletion.evicted.add(key)
      continue
    }
    tell(context, out, pod, 'Normal', 'ScaleDown', 'deleting pod for node scale down')
    const ref: DeletionRef = { kind: 'deletion', node: deletion.node, of: 'evict', pod: key }
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } }
    request(
      client,
      context,
      out,
      { verb: 'create', resource: 'pods', namespace, name, subresource: 'eviction', body },
      ref
    )
  }
}

/** Pods that were evicted are gone when their names are, or are another's. */
const areGone = ({ informers }: C, { pods }: Deletion): boolean => pods.every((key) => !informers.pods.store.has(key))

/**
 * A node on its way out: marked so that nobody comes, its pods evicted one by one as budgets allow, its machine deleted.
 * Models core/scaledown/actuation (actuator.go, drain.go, delete_in_batch.go).
 */
export const deletionMachine = setup({
  types: { context: {} as Scope<C, Deletion>, events: {} as DeletionEvent, input: {} as Scope<C, Deletion> },
  actions: {
    mark: step((context, deletion, _event, out) => patchTaints(context, deletion, out, candidate, true)),
    marked: step((context, deletion, _event, out) => {
      const node = nodeOf(context, deletion)
      if (node) tell(context, out, node, 'Normal', 'ScaleDown', 'marked the node as toBeDeleted/unschedulable')
    }),
    evict: step((context, deletion, _event, out) => {
      if (deletion.evictedAt === 0) deletion.evictedAt = context.now
      evict(context, deletion, out)
    }),
    count: on('pod.evicted', (_context, deletion, { pod }) => void deletion.evicted.add(pod)),
    remember: on('eviction.refused', (_context, deletion, { pod, error }) => {
      deletion.error = `failed to evict pod ${pod} within allowed timeout (last error: ${error})`
    }),
    outlasted: step((_context, deletion) => void (deletion.error ||= 'pods remained after the time to end')),
    forMachine: step((context, { node }, _event, out) =>
      ask(context, out, { type: 'cloud.delete', instances: [node] }, { about: 'machine', node })
    ),
    note: on('deletion.failed', (_context, deletion, { error }) => void (deletion.error = error)),
    succeed: step((context, deletion, _event, out) => {
      const node = nodeOf(context, deletion)
      if (node) tell(context, out, node, 'Normal', 'ScaleDown', 'nodes removed by cluster autoscaler')
      const [reason, text] = isDrained(deletion)
        ? ['ScaleDown', `Scale-down: node ${deletion.node} removed with drain`]
        : ['ScaleDownEmpty', `Scale-down: empty node ${deletion.node} removed`]
      tellStatus(context, out, 'Normal', reason!, text!)
      context.lastScaleDown = context.now
      context.deletions.delete(deletion.node)
    }),
    fail: step((context, deletion, _event, out) => {
      const node = nodeOf(context, deletion)
      const what = isDrained(deletion) ? 'drain and delete node' : 'delete empty node'
      out.log('E', `delete_in_batch.go:210] Scale-down: couldn't delete node "${deletion.node}", ${deletion.error}`)
      if (node) tell(context, out, node, 'Warning', 'ScaleDownFailed', `failed to ${what}: ${deletion.error}`)
      patchTaints(context, deletion, out, toBeDeleted, false)
      context.lastFailure = context.now
      context.deletions.delete(deletion.node)
    })
  },
  guards: {
    isEmpty: when((_context, { pods }) => pods.length === 0),
    allEvicted: when((_context, { pods, evicted }) => pods.every((key) => evicted.has(key))),
    areGone: when(areGone),
    isOverdue: when(({ now, options }, { evictedAt }) => now - evictedAt >= options.maxPodEvictionTime)
  },
  delays: {
    'eviction-retry-time': wait(() => seconds(10)),
    'pods-gone-poll': wait(() => seconds(5)),
    'max-graceful-termination-sec': wait(({ options }) => options.maxGracefulTermination)
  }
}).createMachine({
  id: 'deletion',
  context: ({ input }) => input,
  initial: 'waiting',
  on: { 'deletion.failed': { target: '.failed', actions: 'note' } },
  states: {
    waiting: { on: { 'deletion.begin': 'marking' } },
    marking: {
      entry: 'mark',
      on: {
        'node.tainted': [
          { guard: 'isEmpty', target: 'deleting', actions: 'marked' },
          { target: 'draining', actions: 'marked' }
        ]
      }
    },
    draining: {
      initial: 'evicting',
      after: { 'max-graceful-termination-sec': { target: 'failed', actions: 'outlasted' } },
      states: {
        evicting: {
          entry: 'evict',
          always: { guard: 'allEvicted', target: 'ending' },
          on: { 'pod.evicted': { actions: 'count' }, 'eviction.refused': { actions: 'remember' } },
          after: {
            'eviction-retry-time': [
              { guard: 'isOverdue', target: '#deletion.failed' },
              { target: 'evicting', reenter: true }
            ]
          }
        },
        /** The pods end by themselves, within their grace. */
        ending: {
          always: { guard: 'areGone', target: '#deletion.deleting' },
          after: { 'pods-gone-poll': { target: 'ending', reenter: true } }
        }
      }
    },
    deleting: { entry: 'forMachine', on: { 'machine.deleted': 'removed' } },
    removed: { entry: 'succeed' },
    failed: { entry: 'fail' }
  }
})

export const deletionChart: Chart<C, Deletion> = {
  machine: deletionMachine,
  find: (context, id) => context.deletions.get(id),
  items: (context) => context.deletions
}
