import { toSeconds } from '../../../base/time'
import type { ComponentViewer } from '../../view/component'
import type { KubeProxy } from './context'
import { releaseOf } from '../../releases'
import { printedRules } from './printed'
import type { Node } from '../../api/types'

const endpointsOf = ({ rules }: KubeProxy): number => rules.reduce((sum, rule) => sum + rule.endpoints.length, 0)

/** The pod network that masquerading spares: `--cluster-cidr`; the Services' own. */
const podNetwork = '10.244.0.0/16'
const serviceNetwork = '10.96.0.0/12'

function printed({ settings, rules, node, machine, config }: KubeProxy): string {
  const { iptablesSave, ipvsadmSave, nftListRuleset } = printedRules()
  const own = (node.store.get(machine) as Node | undefined)?.status.addresses?.find(({ type }) => type === 'InternalIP')
  if (settings.mode === 'iptables')
    return iptablesSave(rules, { podNetwork, node: own?.address ?? '', release: releaseOf(config) })
  if (settings.mode === 'ipvs') return ipvsadmSave(rules, own?.address ?? '')
  return nftListRuleset(rules, { pods: podNetwork, services: serviceNetwork, node: own?.address ?? '' })
}

export const view: ComponentViewer<KubeProxy> = {
  chip: (context, state) => ({
    title: 'kube-proxy',
    detail:
      state === 'starting' && context.syncedAt === 0
        ? 'no rules yet'
        : `${context.rules.length} Services · ${endpointsOf(context)} endpoints`,
    health: context.services.state === 'watching' && context.slices.state === 'watching' ? 'ok' : 'warn',
    leads: false
  }),
  inspect: (context, _state, now) => ({
    numbers: [
      { name: 'mode', value: context.settings.mode },
      { name: 'Services (ports)', value: String(context.rules.length) },
      { name: 'endpoints', value: String(endpointsOf(context)) },
      {
        name: 'last sync',
        value: context.syncedAt === 0 ? 'never' : `${toSeconds(now - context.syncedAt).toFixed(1)} s ago`
      },
      { name: 'watch of Services', value: context.services.state },
      { name: 'watch of EndpointSlices', value: context.slices.state }
    ],
    beliefs: context.rules.map((rule) => ({
      about: `${rule.namespace}/${rule.name}`,
      believes: rule.endpoints.map(({ pod, ip, port }) => pod || `${ip}:${port}`).join(', ') || 'no endpoints',
      subject: { is: 'endpoints', ips: rule.endpoints.map(({ ip }) => ip) }
    })),
    rules: context.syncedAt === 0 ? '' : printed(context),
    yaml: { settings: context.settings, services: context.rules }
  })
}
