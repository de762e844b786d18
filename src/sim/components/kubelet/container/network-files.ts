import { clusterDns } from '../../../cluster'
import type { Pod } from '../../../api/types'

const zone = 'cluster.local'
/** The node's own name server: what is beyond the cluster. */
const nodeResolvConf = 'nameserver 10.0.0.1\n'

const hostsHead = `# Kubernetes-managed hosts file.
127.0.0.1	localhost
::1	localhost ip6-localhost ip6-loopback
fe00::	ip6-localnet
fe00::	ip6-mcastprefix
fe00::1	ip6-allnodes
fe00::2	ip6-allrouters
`

/** One text for all pods of a namespace. */
const clusterFirst = new Map<string, string>()

/** A pod's /etc/resolv.conf. Models pkg/kubelet/network/dns GetPodDNS (dnsPolicy, dnsConfig). */
export function resolvConfOf({ metadata, spec }: Pod): string {
  const { dnsPolicy = 'ClusterFirst', hostNetwork, dnsConfig } = spec
  const namespace = metadata.namespace ?? 'default'
  const byCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork)
  let text = dnsPolicy === 'None' ? '' : byCluster ? clusterFirst.get(namespace) : nodeResolvConf
  if (text === undefined) {
    text = `search ${namespace}.svc.${zone} svc.${zone} ${zone}\nnameserver ${clusterDns}\noptions ndots:5\n`
    clusterFirst.set(namespace, text)
  }
  return dnsConfig ? merged(text, dnsConfig) : text
}

/** What a pod asks for besides: more servers and domains, options by name. Models appendDNSConfig. */
function merged(text: string, config: NonNullable<Pod['spec']['dnsConfig']>): string {
  const lines = text.split('\n').map((line) => line.split(' '))
  const valuesOf = (key: string) => lines.filter(([first]) => first === key).flatMap(([, ...rest]) => rest)
  const options = new Map(valuesOf('options').map((option) => [option.split(':')[0]!, option]))
  for (const { name = '', value } of config.options ?? [])
    options.set(name, value === undefined ? name : `${name}:${value}`)
  const search = [...new Set([...valuesOf('search'), ...(config.searches ?? [])])]
  const servers = [...new Set([...valuesOf('nameserver'), ...(config.nameservers ?? [])])]
  return [
    ...(search.length > 0 ? [`search ${search.join(' ')}\n`] : []),
    ...servers.map((server) => `nameserver ${server}\n`),
    ...(options.size > 0 ? [`options ${[...options.values()].join(' ')}\n`] : [])
  ].join('')
}

/** A pod's /etc/hosts; one on its host's network has the host's. Models pkg/kubelet/kubelet_pods.go ensureHostsFile. */
export function hostsOf({ metadata, spec }: Pod, ip: string): string {
  const { hostname, subdomain, hostAliases = [] } = spec
  const host = hostname ?? metadata.name
  const own = subdomain
    ? `${ip}\t${host}.${subdomain}.${metadata.namespace}.svc.${zone}\t${host}\n`
    : `${ip}\t${host}\n`
  const aliases = hostAliases.map(({ ip: of, hostnames = [] }) => `${of}\t${hostnames.join('\t')}\n`)
  const added = aliases.length > 0 ? `\n# Entries added by HostAliases.\n${aliases.join('')}` : ''
  return `${hostsHead}${spec.hostNetwork ? '' : own}${added}`
}
