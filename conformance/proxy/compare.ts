/** What a grader found of one line or part. */
export interface Found {
  readonly passed: number
  /** `- ` is only recorded, `+ ` only ours. */
  readonly differences: readonly string[]
}

/** kube-proxy goes through its Services in the order of a map: of these chains only the set of rules is compared. */
const ofAMap = /^KUBE-(?:SERVICES|NODEPORTS|EXTERNAL-SERVICES|PROXY-FIREWALL)$/
/** Chains of the CNI's portmap plugin: not kube-proxy's, and not modelled. */
const ofOthers = /\bCNI-(?:HOSTPORT|DN)-/
const last = 'NOTE: this must be the last rule in this chain'

/** Both as iptables-save prints them, chain by chain; the time of printing is left out. */
export function compareTables(recorded: string, ours: string): Found {
  const [theirs, own] = [chainsOf(recorded), chainsOf(ours)]
  const found = [...new Set([...theirs.keys(), ...own.keys()])].map((chain) => {
    const name = chain.split(' ')[1] ?? ''
    const sorted = (rules: readonly string[]) =>
      ofAMap.test(name)
        ? [...rules.filter((rule) => !rule.includes(last))]
            .sort()
            .concat(rules.slice(-1).filter((rule) => rule.includes(last)))
        : rules
    return inOrder(sorted(theirs.get(chain) ?? []), sorted(own.get(chain) ?? []))
  })
  return {
    passed: found.reduce((sum, { passed }) => sum + passed, 0),
    differences: found.flatMap((one) => one.differences)
  }
}

/** Rules by `table chain`; a table's chains, as they are declared, by its name. */
function chainsOf(text: string): Map<string, string[]> {
  const chains = new Map<string, string[]>()
  let table = ''
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#') || ofOthers.test(line)) continue
    if (line.startsWith('*')) table = line.slice(1)
    const [, chain] = /^-A (\S+)/.exec(line) ?? []
    const key = chain === undefined ? table : `${table} ${chain}`
    const rules = chains.get(key) ?? []
    rules.push(line)
    chains.set(key, rules)
  }
  return chains
}

/** The longest common part of two lists passes. */
export function inOrder(theirs: readonly string[], own: readonly string[]): Found {
  const width = own.length + 1
  const best = new Uint16Array((theirs.length + 1) * width)
  for (let i = theirs.length - 1; i >= 0; i--)
    for (let j = own.length - 1; j >= 0; j--)
      best[i * width + j] =
        theirs[i] === own[j]
          ? best[(i + 1) * width + j + 1]! + 1
          : Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!)
  const differences: string[] = []
  let passed = 0
  for (let i = 0, j = 0; i < theirs.length || j < own.length;) {
    if (i < theirs.length && j < own.length && theirs[i] === own[j]) {
      passed++
      i++
      j++
    } else if (j >= own.length || (i < theirs.length && best[(i + 1) * width + j]! >= best[i * width + j + 1]!))
      differences.push(`- ${theirs[i++]}`)
    else differences.push(`+ ${own[j++]}`)
  }
  return { passed, differences }
}

/** Chains, sets and maps of kube-proxy's table for IPv4, each by itself: the kernel lists them and their elements in an order of its own. */
export function compareRulesets(recorded: string, ours: string): Found {
  return inOrder(partsOf(recorded), partsOf(ours))
}

function partsOf(text: string): string[] {
  const [, body = ''] = /^table ip kube-proxy \{\n([\s\S]*?)\n\}/m.exec(text) ?? []
  // Who was where is traffic's work, not kube-proxy's.
  const quiet = body.replace(/(set affinity-[^{]*\{[^}]*?)\s+elements = \{[^}]*expires[^}]*\}/g, '$1')
  return quiet
    .split(/\n(?=\t(?:set|map|chain) )/)
    .map((part) => {
      const [head = '', elements] = part.split('elements = {')
      if (elements === undefined) return part
      const each = elements
        .replace(/\}\s*\}\s*$/, '')
        .split(',')
        .map((one) => one.trim())
      return `${head}elements ${each.sort().join(', ')} }`
    })
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .sort()
}
