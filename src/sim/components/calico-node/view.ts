import type { ComponentViewer } from '../../view/component'
import type { CalicoNode } from './context'

export const view: ComponentViewer<CalicoNode> = {
  chip: ({ policies, pods }, state) => ({
    title: 'calico-node',
    detail: state === 'starting' ? 'no rules yet' : `enforces ${policies.store.size} NetworkPolicies`,
    health: policies.state === 'watching' && pods.state === 'watching' ? 'ok' : 'warn',
    leads: false
  }),
  inspect: ({ policies, pods, rules, bgp }) => ({
    numbers: [
      { name: 'NetworkPolicies', value: String(policies.store.size) },
      { name: 'pods here that one selects', value: String(rules.length) },
      { name: 'watch of NetworkPolicies', value: policies.state },
      { name: 'watch of Pods', value: pods.state },
      { name: 'BGP sessions', value: `${bgp.learned.size} of ${bgp.peers.length}` },
      { name: 'nodes whose pods it has a way to', value: String(bgp.written.length) }
    ],
    beliefs: [],
    yaml: { pods: rules, routes: bgp.written }
  })
}
