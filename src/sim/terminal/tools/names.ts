import { clusterDns } from '../../cluster'
import { contextOf } from '../../components/contexts'
import { answerOf } from '../../components/coredns/zone'
import type { DnsAnswer, DnsRecord } from '../../components/linux/messages'
import { digText, noServers, nslookupText } from '../../components/linux/network/names-text'
import { has, machineNamed, reaches, said, type Call, type Tool } from './tool'

const types: readonly DnsRecord['type'][] = ['A', 'AAAA', 'CNAME', 'SRV', 'PTR', 'SOA', 'NS', 'TXT']

/** nslookup, dig, host and getent on a machine: names of machines; those of the cluster where its name server is named. */
export const dns: Tool = (call) => {
  const { args, cluster, name } = call
  if (name === 'getent') {
    const found = machineNamed(cluster, args[1] ?? '')
    return found === undefined ? { code: 2 } : said(`${cluster.addresses[found]!.padEnd(15)} ${found}\n`)
  }
  const words = args.filter((arg) => !/^[-+@]/.test(arg) && !types.includes(arg.toUpperCase() as DnsRecord['type']))
  const [host = '', second] = words
  const named = name === 'dig' ? args.find((arg) => arg.startsWith('@'))?.slice(1) : second
  const type = types.find((one) => args.some((arg) => arg.toUpperCase().replace(/^-(TYPE|Q)=/, '') === one)) ?? 'A'
  const server = named ?? '127.0.0.53'
  const answer = named === undefined ? byHosts(call, host) : byCluster(call, named, host, type)
  if (!answer) {
    const lost = `;; communications error to ${server}#53: timed out\n;; no servers could be reached\n`
    return { code: name === 'dig' ? 9 : 1, stdout: name === 'dig' ? lost : noServers, takes: 10_000_000 }
  }
  if (name === 'dig') return said(digText(answer, { name: host, type, server, short: has(args, '+short') }))
  return said(nslookupText(answer, host, server), answer.records.length > 0 ? 0 : 1)
}

function byHosts({ cluster }: Call, host: string): DnsAnswer {
  const to = machineNamed(cluster, host)
  if (to === undefined) return { rcode: 'NXDOMAIN', records: [] }
  return { rcode: 'NOERROR', records: [{ name: host, type: 'A', ttl: 30, value: cluster.addresses[to]! }] }
}

/** What a server of the cluster that can be reached says: of the Service's address one of them, else the one that is named. */
function byCluster(call: Call, server: string, name: string, type: DnsRecord['type']): DnsAnswer | undefined {
  const { world, machine } = call
  const own = machine?.id ?? 'users'
  // The Service's address is known on nodes only, where kube-proxy has written its rules.
  const linux = world.find(`${own}/linux`)
  const rules = linux && contextOf(linux, 'linux')?.rules
  if (server === clusterDns && !rules?.byClusterIP.has(`${clusterDns}:53/UDP`)) return undefined
  const process = world.processes.find(
    ({ kind, machine: host, address, status, paused }) =>
      kind === 'coredns' &&
      status === 'running' &&
      !paused &&
      (server === clusterDns || server === address) &&
      (host.id === own || reaches(call, own, host.id))
  )
  const context = process && contextOf(process, 'coredns')
  if (!context) return undefined
  const { services, slices, namespaces } = context
  const sources = { services: services.store, slices: slices.store, namespaces: namespaces.store }
  return answerOf({ name: name.replace(/\.$/, ''), type }, sources) ?? { rcode: 'NXDOMAIN', records: [] }
}
