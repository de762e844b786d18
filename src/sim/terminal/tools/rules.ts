import { fnv1a } from '../../../base/prng'
import { contextOf } from '../../components/contexts'
import type { Rules } from '../../components/linux/context'
import type { ServiceRule } from '../../components/linux/messages'
import { processOf, said, type Call, type Tool } from './tool'

function rulesOf(call: Call): Rules | undefined {
  const linux = processOf(call, 'linux')
  return linux && contextOf(linux, 'linux')?.rules
}

/** Names of chains: a hash of what they are for, 16 letters. Models pkg/proxy/iptables portProtoHash. */
function hashed(text: string): string {
  let name = ''
  for (let i = 0; name.length < 16; i++)
    name += fnv1a(`${i}${text}`)
      .toString(36)
      .toUpperCase()
      .replace(/[0189]/g, 'Q')
  return name.slice(0, 16)
}

const portName = ({ namespace, name, portName: port }: ServiceRule): string =>
  port === '' ? `${namespace}/${name}` : `${namespace}/${name}:${port}`
const keyOf = (rule: ServiceRule): string => `${portName(rule)}${rule.protocol}`

/** iptables-save of the rules that kube-proxy has restored on this machine. Models pkg/proxy/iptables/proxier.go. */
export const iptablesSave: Tool = (call) => {
  const rules = rulesOf(call)
  if (!rules || rules.mode !== 'iptables') return said('')
  const filter: string[] = []
  const nat: string[] = []
  const chains: string[] = []
  for (const rule of rules.services) {
    const { clusterIP, port, nodePort, endpoints, affinitySeconds } = rule
    const protocol = rule.protocol.toLowerCase()
    const what = portName(rule)
    const to = `-d ${clusterIP}/32 -p ${protocol} -m comment --comment "${what} cluster IP" -m ${protocol} --dport ${port}`
    if (endpoints.length === 0) {
      filter.push(
        `-A KUBE-SERVICES ${to.replace('cluster IP', 'has no endpoints')} -j REJECT --reject-with icmp-port-unreachable`
      )
      if (nodePort !== undefined)
        filter.push(
          `-A KUBE-EXTERNAL-SERVICES -p ${protocol} -m comment --comment "${what} has no endpoints" -m addrtype --dst-type LOCAL -m ${protocol} --dport ${nodePort} -j REJECT --reject-with icmp-port-unreachable`
        )
      continue
    }
    const chain = `KUBE-SVC-${hashed(keyOf(rule))}`
    chains.push(chain)
    nat.push(`-A KUBE-SERVICES ${to} -j ${chain}`)
    if (nodePort !== undefined) {
      const outside = `KUBE-EXT-${hashed(keyOf(rule))}`
      chains.push(outside)
      nat.push(
        `-A KUBE-NODEPORTS -p ${protocol} -m comment --comment "${what}" -m ${protocol} --dport ${nodePort} -j ${outside}`
      )
      nat.push(
        `-A ${outside} -m comment --comment "masquerade traffic for ${what} external destinations" -j KUBE-MARK-MASQ`
      )
      nat.push(`-A ${outside} -j ${chain}`)
    }
    endpoints.forEach(({ ip, port: at }, i) => {
      const sep = `KUBE-SEP-${hashed(`${keyOf(rule)}${ip}:${at}`)}`
      chains.push(sep)
      const left = endpoints.length - i
      const chance = left > 1 ? ` -m statistic --mode random --probability ${(1 / left).toFixed(11)}` : ''
      if (affinitySeconds > 0)
        nat.push(
          `-A ${chain} -m comment --comment "${what} -> ${ip}:${at}" -m recent --rcheck --seconds ${affinitySeconds} --reap --name ${sep} --mask 255.255.255.255 --rsource -j ${sep}`
        )
      nat.push(`-A ${chain} -m comment --comment "${what} -> ${ip}:${at}"${chance} -j ${sep}`)
      nat.push(`-A ${sep} -s ${ip}/32 -m comment --comment "${what}" -j KUBE-MARK-MASQ`)
      nat.push(
        `-A ${sep} -p ${protocol} -m comment --comment "${what}" -m ${protocol} -j DNAT --to-destination ${ip}:${at}`
      )
    })
  }
  const [table] = call.args.flatMap((arg, i) => (arg === '-t' ? [call.args[i + 1] ?? ''] : []))
  const texts = {
    filter: ['*filter', ':KUBE-EXTERNAL-SERVICES - [0:0]', ':KUBE-SERVICES - [0:0]', ...filter, 'COMMIT'],
    nat: [
      '*nat',
      ':KUBE-NODEPORTS - [0:0]',
      ':KUBE-SERVICES - [0:0]',
      ...chains.map((name) => `:${name} - [0:0]`),
      ...nat,
      'COMMIT'
    ]
  }
  const shown = table === 'nat' ? [texts.nat] : table === 'filter' ? [texts.filter] : [texts.filter, texts.nat]
  return said(shown.map((lines) => `${lines.join('\n')}\n`).join(''))
}

/** `ipvsadm -Ln`, where kube-proxy works in that mode. */
export const ipvsadm: Tool = (call) => {
  const rules = rulesOf(call)
  const head = `IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n`
  if (!rules || rules.mode !== 'ipvs') return said(head)
  const services = rules.services.map(
    ({ protocol, clusterIP, port, affinitySeconds, endpoints }) =>
      `${protocol}  ${clusterIP}:${port} rr${affinitySeconds > 0 ? ` persistent ${affinitySeconds}` : ''}\n${endpoints.map(({ ip, port: at }) => `  -> ${`${ip}:${at}`.padEnd(28)} Masq    1      0          0\n`).join('')}`
  )
  return said(head + services.join(''))
}

/** `nft list ruleset`: kube-proxy's nftables mode is not modelled; iptables-nft's tables hold what iptables-save shows. */
export const nft: Tool = (call) => {
  const rules = rulesOf(call)
  if (!rules || rules.mode !== 'iptables') return said('')
  const lines = rules.services.flatMap((rule) =>
    rule.endpoints.length === 0
      ? []
      : [
          `\t\tip daddr ${rule.clusterIP} ${rule.protocol.toLowerCase()} dport ${rule.port} counter jump KUBE-SVC-${hashed(keyOf(rule))} comment "${portName(rule)} cluster IP"`
        ]
  )
  return said(
    `# Warning: table ip nat is managed by iptables-nft, do not touch!\ntable ip nat {\n\tchain KUBE-SERVICES {\n${lines.join('\n')}\n\t}\n}\n`
  )
}
