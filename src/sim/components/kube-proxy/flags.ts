import { choice, period, seconds, toggle } from '../../flag'

/** kube-proxy's settings. Models pkg/proxy/apis/config/v1alpha1/defaults.go. */
export const flags = {
  'proxy-mode': choice('iptables', ['iptables', 'ipvs', 'nftables'], 'iptables, ipvs or nftables'),
  'iptables-min-sync-period': seconds(1, 'least time between two writes of the rules'),
  'nftables-min-sync-period': seconds(1, 'the same with nftables'),
  'ipvs-min-sync-period': seconds(0, 'the same with IPVS'),
  'ipvs-sync-period': seconds(30, 'greatest time between two writes of the rules with IPVS', period),
  ProxyTerminatingEndpoints: toggle(
    true,
    'with no ready endpoint, those that terminate but still serve are used (since 1.26)'
  )
} as const
