import { toSeconds } from '../../../base/time'
import { holderOf, isLeader, isRenewalLate } from '../../client-go/leaderelection'
import { clockAtStart } from '../../kernel/types'
import type { ComponentViewer } from '../../view/component'
import type { PlacementView } from '../../view/types'
import type { KubeScheduler } from './context'
import type { Explanation } from './explain'
import { backoffUntil } from './queue'

const waiting = ({ queue }: KubeScheduler): number => queue.active.size + queue.backoff.size + queue.unschedulable.size

export const view: ComponentViewer<KubeScheduler> = {
  chip: (scheduler, state) => {
    const leads = isLeader(scheduler.election)
    const count = waiting(scheduler)
    const detail = state === 'starting' ? 'fills its caches' : leads ? `leader · ${count} waiting` : 'standby'
    const stuck = leads && scheduler.queue.unschedulable.size + scheduler.queue.backoff.size > 0
    return {
      title: 'scheduler',
      detail,
      health: state === 'starting' || stuck || isRenewalLate(scheduler.election, scheduler) ? 'warn' : 'ok',
      leads
    }
  },
  inspect: (scheduler, _state, now) => {
    const { queue, cache, settings, election, nominations } = scheduler
    const number = (name: string, value: number | string) => ({ name, value: String(value) })
    return {
      numbers: [
        number('lease holder', holderOf(election) || 'nobody'),
        number('active queue', queue.active.size),
        number('back-off queue', queue.backoff.size),
        number('unschedulable pods', queue.unschedulable.size),
        number('pods assumed, not confirmed', [...cache.pods.values()].filter(({ assumed }) => assumed).length),
        number('cycles', queue.schedulingCycle)
      ],
      beliefs: [...cache.nodes.byName.values()].map(({ name, node, pods, requested, allocatable }) => ({
        about: name,
        believes: node
          ? `${pods.length} pods, cpu ${requested.milliCPU} of ${allocatable.milliCPU}m`
          : `no such node, but ${pods.length} pods on it`,
        subject: { is: 'pods', node: name, count: pods.length }
      })),
      placements: [...scheduler.explanations.values()].reverse().map(placementView),
      yaml: {
        placements: [...scheduler.explanations.values()].reverse().map((each) => placement(each, now)),
        backoff: [...queue.backoff.values()].map((pod) => ({
          pod: pod.info.key,
          attempts: pod.attempts,
          readyInSeconds: toSeconds(Math.max(0, backoffUntil(pod, settings) - scheduler.now))
        })),
        unschedulable: [...queue.unschedulable.values()].map(({ info, attempts, plugins }) => ({
          pod: info.key,
          attempts,
          turnedDownBy: plugins
        })),
        nominated: Object.fromEntries([...nominations].map(([pod, { node }]) => [pod, node]))
      }
    }
  }
}

/** As the inspector shows it: `node A 8/10, node B 6/10`, with what each plugin gave. */
function placement({ pod, at, node, summary, scores, refused }: Explanation, now: number): unknown {
  return {
    pod,
    secondsAgo: toSeconds(now - at),
    ...(node && { node }),
    summary,
    scores: Object.fromEntries(
      scores.map(({ node: name, outOfTen, total, plugins }) => [name, { score: `${outOfTen}/10`, total, ...plugins }])
    ),
    ...(Object.keys(refused).length > 0 && { refused })
  }
}

/** As a table: each node that was looked at, what the filters said, and what each plugin gave. */
export function placementView({ pod, at, summary, node, feasible, scores, refused }: Explanation): PlacementView {
  const plugins = new Set(scores.flatMap((score) => Object.keys(score.plugins)))
  const fits = scores.map(({ node: name, outOfTen, total, plugins: given }) => ({
    node: name,
    refused: '',
    scores: given,
    total,
    outOfTen
  }))
  const turnedDown = Object.entries(refused).map(([name, why]) => ({
    node: name,
    refused: why,
    scores: {},
    total: 0,
    outOfTen: 0
  }))
  return {
    pod,
    at: at - clockAtStart,
    summary,
    node,
    plugins: [...plugins],
    rows: [...fits, ...turnedDown],
    more: feasible - fits.length
  }
}
