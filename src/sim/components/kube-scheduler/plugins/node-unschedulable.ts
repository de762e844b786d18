import { isNodeNews } from '../framework/cluster-event'
import { tolerates } from '../framework/taints'
import { unresolvable, type Plugin } from '../framework/types'

const cordon = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

/** A cordoned node takes only pods that tolerate the cordon. Models plugins/nodeunschedulable. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  wakes: ['NodeAdd', 'NodeTaintChange', 'UnscheduledPodTolerationChange'],
  hint: (news) =>
    !isNodeNews(news) || (!news.node.spec.unschedulable && (!news.before || Boolean(news.before.spec.unschedulable))),
  filter: ({ node }, { pod }) => {
    if (!node?.spec.unschedulable) return undefined
    if (pod.spec.tolerations?.some((toleration) => tolerates(toleration, cordon))) return undefined
    return unresolvable('node(s) were unschedulable')
  }
}
