import { buildRules } from '../../src/sim/components/kube-proxy/rules'
import { iptablesSave, kubeletsOwn } from '../../src/sim/components/kube-proxy/iptables'
import { nftListRuleset } from '../../src/sim/components/kube-proxy/nftables'
import type { ServiceRule } from '../../src/sim/components/linux/messages'
import { compareRulesets, compareTables, type Found } from './compare'
import { inputsOf } from './inputs'
import { compareLog } from './logs'
import { read, type Dump, type Recorded } from './recorded'
import { compareTraffic } from './traffic'

interface Options {
  readonly show: number
  /** Files whose name contains one of these; all of them if empty. */
  readonly only: readonly string[]
}

const podNetwork = '10.244.0.0/16'
export const addresses: Readonly<Record<string, string>> = { 'worker-1': '10.0.1.21', 'worker-2': '10.0.1.22' }

/** What kube-proxy of a node makes of what it had heard. */
export const rulesOf = (dump: Dump, recorded: Recorded): ServiceRule[] => {
  const { services, slices } = inputsOf(dump, recorded)
  return buildRules(services, slices, true, { node: dump.node, zone: '' })
}

export function compareDump(dump: Dump, recorded: Recorded): Found {
  const node = addresses[dump.node] ?? ''
  if (dump.kind === 'nftables')
    return compareRulesets(
      dump.text,
      nftListRuleset(rulesOf(dump, recorded), { pods: podNetwork, services: '10.96.0.0/12', node })
    )
  // With nftables iptables has only what others wrote.
  const isRest = !dump.text.includes(':KUBE-SERVICES ')
  return compareTables(dump.text, isRest ? kubeletsOwn() : iptablesSave(rulesOf(dump, recorded), { podNetwork, node }))
}

/** Holds a folder of kube-proxy's recordings against ours. */
export function proxy(
  folder: string,
  { show, only }: Options,
  out: (text: string) => void
): { passed: number; failed: number } {
  const recorded = read(folder)
  const total = { passed: 0, failed: 0 }
  let shown = 0
  const told = (file: string, found: () => Found) => {
    if (only.length > 0 && !only.some((word) => file.includes(word))) return
    const { passed, differences } = found()
    for (const line of differences) if (shown++ < show) out(`  ${file}: ${line}\n`)
    out(`${file}: ${passed} passed, ${differences.length} failed\n`)
    total.passed += passed
    total.failed += differences.length
  }
  for (const dump of recorded.dumps) told(dump.file, () => compareDump(dump, recorded))
  for (const { file, answers } of recorded.traffic) told(file, () => compareTraffic(answers, recorded, file))
  for (const { file, text } of recorded.logs) told(file, () => compareLog(text))
  out(`${total.passed} passed, ${total.failed} failed\n`)
  return total
}
