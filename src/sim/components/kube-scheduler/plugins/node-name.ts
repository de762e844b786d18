import { isNodeNews, type ClusterEvent } from '../framework/cluster-event'
import type { NodeInfo } from '../framework/node-info'
import type { PodInfo } from '../framework/pod-info'
import { unresolvable, type Plugin } from '../framework/types'

/** A pod that names its node fits only there. Models plugins/nodename. */
export const nodeName = {
  name: 'NodeName',
  wakes: ['NodeAdd'],
  hint: (news: ClusterEvent, { pod }: Pick<PodInfo, 'pod'>) =>
    !isNodeNews(news) || !pod.spec.nodeName || pod.spec.nodeName === news.node.metadata.name,
  filter: ({ name }: Pick<NodeInfo, 'name'>, { pod }: Pick<PodInfo, 'pod'>) =>
    !pod.spec.nodeName || pod.spec.nodeName === name
      ? undefined
      : unresolvable("node(s) didn't match the requested node name")
} satisfies Plugin
