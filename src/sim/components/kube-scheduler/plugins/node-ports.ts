import { isPodNews, type ClusterEvent } from '../framework/cluster-event'
import type { NodeInfo } from '../framework/node-info'
import type { HostPort, PodInfo } from '../framework/pod-info'
import { unschedulable, type Plugin } from '../framework/types'

const anyAddress = '0.0.0.0'

const conflicts = (a: HostPort, b: HostPort): boolean =>
  a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === anyAddress || b.ip === anyAddress)

/** Host ports must be free on the node. Models plugins/nodeports and framework/types.go HostPortInfo.CheckConflict. */
export const nodePorts = {
  name: 'NodePorts',
  wakes: ['AssignedPodDelete', 'NodeAdd'],
  hint: (news: ClusterEvent, { hostPorts }: Pick<PodInfo, 'hostPorts'>) =>
    !isPodNews(news) || hostPorts.some((wanted) => news.before?.hostPorts.some((freed) => conflicts(wanted, freed))),
  filter: ({ usedPorts }: Pick<NodeInfo, 'usedPorts'>, { hostPorts }: Pick<PodInfo, 'hostPorts'>) =>
    hostPorts.some((wanted) => usedPorts.some((used) => conflicts(wanted, used)))
      ? unschedulable("node(s) didn't have free ports for the requested pod ports")
      : undefined
} satisfies Plugin
