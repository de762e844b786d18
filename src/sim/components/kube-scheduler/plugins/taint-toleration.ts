import type { Toleration } from '../../../api/types'
import { isNodeNews } from '../framework/cluster-event'
import { defaultNormalizeScore } from '../framework/normalize-score'
import { firstUntolerated, tolerates } from '../framework/taints'
import { unresolvable, type Plugin } from '../framework/types'

/** Keeps pods off tainted nodes, and prefers nodes with few untolerated PreferNoSchedule taints. Models plugins/tainttoleration. */
export const taintToleration: Plugin<undefined, readonly Toleration[]> = {
  name: 'TaintToleration',
  wakes: ['NodeAdd', 'NodeTaintChange', 'UnscheduledPodTolerationChange'],
  hint: (news, { pod: { spec } }) => {
    if (!isNodeNews(news)) return true
    const repels = ({ spec: { taints } }: typeof news.node) => firstUntolerated(taints, spec.tolerations) !== undefined
    return !repels(news.node) && (!news.before || repels(news.before))
  },
  weight: 3,
  filter: ({ node }, { pod }, _state, { release }) => {
    const taint = firstUntolerated(node?.spec.taints, pod.spec.tolerations)
    if (!taint) return undefined
    // Newer releases do not say which, so that nodes with different taints are one group.
    const named = `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`
    return unresolvable(release === '1.25' ? named : 'node(s) had untolerated taint(s)')
  },
  preScore: ({ pod }) => (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule'),
  score: ({ node }, _pod, tolerations) =>
    (node?.spec.taints ?? []).filter(
      (taint) => taint.effect === 'PreferNoSchedule' && !tolerations.some((toleration) => tolerates(toleration, taint))
    ).length,
  normalize: (scores) => defaultNormalizeScore(scores, true)
}
