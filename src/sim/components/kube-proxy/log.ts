import type { Settings } from './config'
import type { Outbox } from './messages'

/** Before anything else it waits for its own Node. Models pkg/proxy/node.go NewNodeManager. */
export function sayWaiting(out: Outbox): void {
  out.log('I', 'shared_informer.go:402] "Waiting for caches to sync"')
}

const localnet =
  'proxier.go:241] "Setting route_localnet=1 to allow node-ports on localhost; to change this either disable iptables.localhostNodePorts (--iptables-localhost-nodeports) or set nodePortAddresses (--nodeport-addresses) to filter loopback addresses" ipFamily="IPv4"'
const incomplete =
  'server.go:265] "Kube-proxy configuration may be incomplete or incorrect" err="nodePortAddresses is unset; NodePort connections will be accepted on all local IPs. Consider using `--nodeport-addresses primary`"'

/** Its controllers, in the order in which they begin. */
const controllers = [
  ['service config', 'config.go:200] "Starting service config controller"'],
  ['endpoint slice config', 'config.go:106] "Starting endpoint slice config controller"'],
  ['serviceCIDR config', 'config.go:403] "Starting serviceCIDR config controller"']
] as const

/**
 * What a kube-proxy says as it begins, once its Node, Services and EndpointSlices are known. Models cmd/kube-proxy/app/server.go, server_linux.go
 * and pkg/proxy/config/config.go at verbosity 0.
 * @param addresses the node's; empty: nobody knows them
 */
export function sayBegun({ mode, version }: Settings, addresses: readonly string[], out: Outbox): void {
  const info = (text: string) => out.log('I', text)
  info('shared_informer.go:409] "Caches are synced"')
  if (addresses.length > 0) info(`server.go:228] "Successfully retrieved NodeIPs" NodeIPs=${JSON.stringify(addresses)}`)
  out.log('E', incomplete)
  info('server.go:274] "kube-proxy running in dual-stack mode" primary ipFamily="IPv4"')
  info(`server_linux.go:${mode === 'iptables' ? 137 : mode === 'ipvs' ? 165 : 212}] "Using ${mode} Proxier"`)
  if (mode === 'iptables') info(localnet)
  info(`server.go:539] "Version info" version="${version}"`)
  info('server.go:541] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""')
  for (const [name, begins] of controllers) {
    info(begins)
    info(`shared_informer.go:381] "Waiting for caches to sync" controller="${name}"`)
  }
  info('config.go:309] "Starting node config controller"')
  info('shared_informer.go:381] "Waiting for caches to sync" controller="node config"')
  for (const name of ['node config', ...controllers.map(([controller]) => controller)])
    info(`shared_informer.go:388] "Caches are synced" controller="${name}"`)
}
