import { settingsOf } from '../../src/sim/components/kube-proxy/config'
import { sayBegun, sayWaiting } from '../../src/sim/components/kube-proxy/log'
import type { Outbox } from '../../src/sim/components/kube-proxy/messages'
import { inOrder, type Found } from './compare'

const ready = 'Caches are synced" controller='

/**
 * What each life of a kube-proxy says until its caches are filled. Which of them is first is chance; what comes after is of an API server that
 * was taken away, when the log does not say.
 */
export function compareLog(text: string): Found {
  const found = text
    .split(/^--- start .*\n/m)
    .map((life) => life.split('\n').filter((line) => line !== ''))
    .filter((life) => life.length > 0)
    .map((life) => {
      const lines = life.map((line) => line.replace(/^([IWE])\d{4} [\d:.]+ +\d+ /, '$1 '))
      const recorded = lines.slice(0, lines.findLastIndex((line) => line.includes(ready)) + 1)
      const own: string[] = []
      const mode = /Using (\w+) Proxier/.exec(life.join('\n'))?.[1] ?? 'iptables'
      const addresses = /NodeIPs=(\[.*\])/.exec(life.join('\n'))?.[1] ?? '[]'
      const out = { log: (level: string, line: string) => void own.push(`${level} ${line}`) } as unknown as Outbox
      sayWaiting(out)
      sayBegun(settingsOf({ 'proxy-mode': mode }), JSON.parse(addresses) as string[], out)
      return inOrder(lastSorted(recorded), lastSorted(own))
    })
  return {
    passed: found.reduce((sum, { passed }) => sum + passed, 0),
    differences: found.flatMap(({ differences }) => differences)
  }
}

const lastSorted = (lines: readonly string[]): string[] => [
  ...lines.filter((line) => !line.includes(ready)),
  ...lines.filter((line) => line.includes(ready)).sort()
]
