import type { Moment } from '../../../src/rigs/pods'

/**
 * Signs that the record's machine, its control plane or its other pods did something that a single pod's life cannot say: what comes
 * after the first of them is not compared. README.md says why for each.
 */
const outside: readonly (readonly [component: RegExp, what: RegExp])[] = [
  // The kubelet was started anew.
  [
    /^kubelet log$/,
    /\] Machine: \{|Clean up containers for orphaned pod|marked as uncertain|Volume is marked as uncertain/
  ],
  // The API server, the container runtime or the pod network was taken away.
  [/^kubelet/, /connection refused" podUID|NetworkPluginNotReady|container runtime is down|containerd\.sock/],
  [/^kcm\/node-controller$/, /NodeNotReady|^UPDATE pods\/status|Cancelling deletion|Marking for deletion/],
  [/^kcm\/pod-garbage-collector$/, /./],
  // Thresholds near the machine's real figures; which pods are first depends on those beside it.
  [/^kubelet/, /^EVENT Warning Evicted: The node |"Eviction manager: /],
  // Jobs are graded by the controllers' recordings.
  [/^kcm\/job-controller$/, /^DELETE /]
]

/** The part of a life that is its own, without long pauses before a command, and how many lines come after it. */
export function ownPart(recorded: readonly Moment[]): { readonly own: readonly Moment[]; readonly after: number } {
  const timeline = withoutPauses(recorded)
  const isAdded = ({ component, what }: Moment): boolean =>
    component === 'kubelet log' && what.includes('"SyncLoop ADD"')
  const firstAdd = timeline.findIndex(isAdded)
  const again = timeline.findIndex((moment, i) => i > firstAdd && isAdded(moment))
  const first = timeline.findIndex(({ component, what }) =>
    outside.some(([by, text]) => by.test(component) && text.test(what))
  )
  const ends = [again, first, timeline.findIndex(({ t_ms }) => t_ms > longest)].filter((index) => index >= 0)
  const end = ends.length > 0 ? Math.min(...ends) : timeline.length
  return { own: timeline.slice(0, end), after: timeline.length - end }
}

/** Milliseconds that a life is lived for. */
const longest = 400_000

/** Milliseconds of silence before a command that are left. */
const pause = 60_000

/** While nothing happened nothing is told: the recorder only did something else before it came back to this pod. */
function withoutPauses(timeline: readonly Moment[]): Moment[] {
  let cut = 0
  return timeline.map((moment, i) => {
    const silent = moment.t_ms - (timeline[i - 1]?.t_ms ?? moment.t_ms)
    if (moment.component === 'kubectl' && silent > pause) cut += silent - pause
    return { ...moment, t_ms: moment.t_ms - cut }
  })
}
