import { contextOf } from '../../components/contexts'
import type { Rules } from '../../components/linux/context'
import { iptablesSave as print, kubeletsOwn } from '../../components/kube-proxy/iptables'
import { ipvsadmList, ipvsadmSave } from '../../components/kube-proxy/ipvs'
import { nftListRuleset } from '../../components/kube-proxy/nftables'
import { listing, readTable, specification } from './iptables-list'
import { failed, flagOf, has, processOf, said, type Call, type Tool } from './tool'

function kernelOf(call: Call): { readonly rules: Rules; readonly release: '1.25' | '1.36' } | undefined {
  const linux = processOf(call, 'linux')
  const context = linux && contextOf(linux, 'linux')
  return context && { rules: context.rules, release: context.config.release === '1.25' ? '1.25' : '1.36' }
}
const rulesOf = (call: Call): Rules | undefined => kernelOf(call)?.rules
const nodeOf = (call: Call): string => call.cluster.addresses[call.machine?.id ?? ''] ?? ''

const podNetwork = '10.244.0.0/16'
const serviceNetwork = '10.96.0.0/12'

/** What iptables-save writes of the rules that kube-proxy has restored on this machine, and the kubelet: of one table, or of all. */
function saved(call: Call, table: string | undefined): string {
  const kernel = kernelOf(call)
  if (!kernel) return ''
  const { rules, release } = kernel
  const text =
    rules.mode === 'iptables' ? print(rules.services, { podNetwork, node: nodeOf(call), release }) : kubeletsOwn()
  const tables = text.split(/(?<=# Completed\n)/)
  return tables.filter((text) => table === undefined || text.includes(`\n*${table}\n`)).join('')
}

/** `iptables-save`, with `-t` of one table. */
export const iptablesSave: Tool = (call) => said(saved(call, flagOf(call.args, '-t', '--table')))

/** `iptables -L` and `-S`, of all chains of a table or of one. What would change rules is said to be a fault's. */
export const iptables: Tool = (call) => {
  const words = call.args.flatMap((arg) =>
    /^-[a-zA-Z]{2,}$/.test(arg) ? [...arg.slice(1)].map((c) => `-${c}`) : [arg]
  )
  const name = flagOf(words, '-t', '--table') ?? 'filter'
  if (!/^(?:filter|nat|mangle|raw|security)$/.test(name))
    return failed(
      `iptables v1.8.9 (nf_tables): table '${name}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.\n`,
      3
    )
  const verb = words.find((word) => /^(?:-[LS]|--list|--list-rules)$/.test(word))
  if (verb === undefined)
    return words.some((word) => /^-[ADIFXPNRZE]$|^--(?:append|delete|insert|flush|policy|replace|zero)/.test(word))
      ? failed(
          "iptables: the lab's tables belong to kube-proxy and the kubelet; to lose packets, break a link: cut, partition, or tc qdisc here\n"
        )
      : failed(
          "iptables v1.8.9 (nf_tables): no command specified\nTry `iptables -h' or 'iptables --help' for more information.\n",
          2
        )
  const next = words[words.indexOf(verb) + 1]
  const only = next === undefined || next.startsWith('-') ? undefined : next
  const table = readTable(saved(call, name))
  if (only !== undefined && !table.chains.some((chain) => chain.name === only))
    return failed('iptables: No chain/target/match by that name.\n')
  if (verb.includes('S') || verb === '--list-rules') return said(specification(table, only))
  const numeric = has(words, '-n', '--numeric')
  const counts = has(words, '-v', '--verbose') ? '# the lab counts no packets: as without -v\n' : ''
  return {
    code: 0,
    stdout: listing(table, { only, numeric, lineNumbers: has(words, '--line-numbers') }),
    stderr: counts
  }
}

/** `ipvsadm -Ln` and `ipvsadm -Sn`, where kube-proxy works in that mode. */
export const ipvsadm: Tool = (call) => {
  const rules = rulesOf(call)
  const short = call.args.filter((arg) => /^-[a-zA-Z]+$/.test(arg)).join('')
  const asks = (letter: string, long: string) => short.includes(letter) || call.args.includes(long)
  if (asks('c', '--connection'))
    return {
      code: 1,
      stdout: '',
      stderr: 'ipvsadm: the lab keeps no entries of connections: each request is one of its own\n'
    }
  const services = rules?.mode === 'ipvs' ? rules.services : []
  const node = nodeOf(call)
  if (asks('S', '--save')) return said(ipvsadmSave(services, node))
  const head = `IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n`
  return said(head + ipvsadmList(services, node))
}

/** `nft list ruleset`, where kube-proxy works in that mode: its table. What iptables-nft keeps there, iptables-save shows. */
export const nft: Tool = (call) => {
  const rules = rulesOf(call)
  if (!rules) return said('')
  if (rules.mode !== 'nftables')
    return {
      code: 0,
      stdout: '',
      stderr:
        "# Warning: table ip nat is managed by iptables-nft, do not touch!\n# the lab shows its rules with 'iptables-save'\n"
    }
  const node = nodeOf(call)
  return said(nftListRuleset(rules.services, { pods: podNetwork, services: serviceNetwork, node }))
}
