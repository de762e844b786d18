import { contextOf } from '../../components/contexts'
import type { Rules } from '../../components/linux/context'
import { iptablesSave as print, kubeletsOwn } from '../../components/kube-proxy/iptables'
import { ipvsadmList, ipvsadmSave } from '../../components/kube-proxy/ipvs'
import { nftListRuleset } from '../../components/kube-proxy/nftables'
import { processOf, said, type Call, type Tool } from './tool'

function kernelOf(call: Call): { readonly rules: Rules; readonly release: '1.25' | '1.36' } | undefined {
  const linux = processOf(call, 'linux')
  const context = linux && contextOf(linux, 'linux')
  return context && { rules: context.rules, release: context.config.release === '1.25' ? '1.25' : '1.36' }
}
const rulesOf = (call: Call): Rules | undefined => kernelOf(call)?.rules
const nodeOf = (call: Call): string => call.cluster.addresses[call.machine?.id ?? ''] ?? ''

const podNetwork = '10.244.0.0/16'
const serviceNetwork = '10.96.0.0/12'

/** iptables-save of the rules that kube-proxy has restored on this machine, and the kubelet; `-t` shows one table. */
export const iptablesSave: Tool = (call) => {
  const kernel = kernelOf(call)
  if (!kernel) return said('')
  const { rules, release } = kernel
  const [table] = call.args.flatMap((arg, i) => (arg === '-t' ? [call.args[i + 1] ?? ''] : []))
  const text =
    rules.mode === 'iptables' ? print(rules.services, { podNetwork, node: nodeOf(call), release }) : kubeletsOwn()
  const tables = text.split(/(?<=# Completed\n)/)
  return said(tables.filter((text) => table === undefined || text.includes(`\n*${table}\n`)).join(''))
}

/** `ipvsadm -Ln` and `ipvsadm -Sn`, where kube-proxy works in that mode. */
export const ipvsadm: Tool = (call) => {
  const rules = rulesOf(call)
  const short = call.args.filter((arg) => /^-[a-zA-Z]+$/.test(arg)).join('')
  const has = (letter: string, long: string) => short.includes(letter) || call.args.includes(long)
  if (has('c', '--connection'))
    return {
      code: 1,
      stdout: '',
      stderr: 'ipvsadm: the lab keeps no entries of connections: each request is one of its own\n'
    }
  const services = rules?.mode === 'ipvs' ? rules.services : []
  const node = nodeOf(call)
  if (has('S', '--save')) return said(ipvsadmSave(services, node))
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
