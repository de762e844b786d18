/*
 * What `iptables -L` and `-S` say of a table that iptables-save has written. Models iptables/nft-shared.c and the `print` of the extensions
 * that kube-proxy and the kubelet use (libxt_comment.c, libxt_tcp.c, libxt_statistic.c …), version 1.8.9.
 */

/** One rule, by what stands after `-A`. */
interface Rule {
  readonly chain: string
  readonly words: readonly string[]
  readonly text: string
}

interface Chain {
  readonly name: string
  /** Of built-in chains; `-` of all others. */
  readonly policy: string
}

interface Table {
  readonly chains: readonly Chain[]
  readonly rules: readonly Rule[]
}

/** One table of a text of iptables-save. */
export function readTable(saved: string): Table {
  const chains: Chain[] = []
  const rules: Rule[] = []
  for (const line of saved.split('\n')) {
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? []
    if (name !== undefined) chains.push({ name, policy: policy! })
    if (!line.startsWith('-A ')) continue
    const words = (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'))
    rules.push({ chain: words[1]!, words: words.slice(2), text: line })
  }
  return { chains, rules }
}

/** `iptables -S [CHAIN]` */
export function specification({ chains, rules }: Table, only: string | undefined): string {
  const shown = chains.filter(({ name }) => only === undefined || name === only)
  const heads = shown.map(({ name, policy }) => (policy === '-' ? `-N ${name}` : `-P ${name} ${policy}`))
  const lines = rules.filter(({ chain }) => only === undefined || chain === only).map(({ text }) => text)
  return [...heads, ...lines].map((line) => `${line}\n`).join('')
}

interface Look {
  readonly only: string | undefined
  readonly numeric: boolean
  readonly lineNumbers: boolean
}

/** `iptables -L [CHAIN]` */
export function listing({ chains, rules }: Table, look: Look): string {
  const shown = chains.filter(({ name }) => look.only === undefined || name === look.only)
  return shown
    .map(({ name, policy }) => {
      const references = rules.filter(({ words }) => words[words.indexOf('-j') + 1] === name).length
      const state = policy === '-' ? `${references} references` : `policy ${policy}`
      const lines = rules.filter(({ chain }) => chain === name).map((rule, i) => ruleLine(rule, i + 1, look))
      const head = `${look.lineNumbers ? 'num  ' : ''}target     prot opt source               destination         \n`
      return `Chain ${name} (${state})\n${head}${lines.join('')}`
    })
    .join('\n')
}

function ruleLine({ words }: Rule, number: number, { numeric, lineNumbers }: Look): string {
  const anywhere = numeric ? '0.0.0.0/0' : 'anywhere'
  let [target, protocol, source, destination] = ['', 'all', ` ${anywhere}`, ` ${anywhere}`]
  const tells: string[] = []
  let module = ''
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const not = words[i - 1] === '!' ? '!' : ''
    const value = words[i + 1] ?? ''
    const said = sayings[word]
    if (word === '-j') target = value
    else if (word === '-p') protocol = value
    else if (word === '-s') source = `${not || ' '}${addressOf(value)}`
    else if (word === '-d') destination = `${not || ' '}${addressOf(value)}`
    else if (word === '-m') {
      module = value
      // A protocol's own module says its name, also where it asks for nothing.
      if ((value === 'tcp' || value === 'udp') && !/^--[ds]port$|^!$/.test(words[i + 2] ?? '')) tells.push(value)
    } else if (said) tells.push(said({ module, not, value, numeric }))
    else continue
    if (word !== '--random-fully' && word !== '--physdev-is-in') i++
  }
  const shownProtocol = numeric ? (numbers[protocol] ?? protocol) : protocol
  const matches = tells.filter((tell) => tell !== '').map((tell) => ` ${tell}`)
  const num = lineNumbers ? `${String(number).padEnd(4)} ` : ''
  return `${num}${target.padEnd(9)}  ${shownProtocol.padEnd(5)}-- ${source.padEnd(20)} ${destination.padEnd(20)} ${matches.join('')}\n`
}

const numbers: Readonly<Record<string, string>> = { all: '0', icmp: '1', tcp: '6', udp: '17', sctp: '132' }
const services: Readonly<Record<string, string>> = { '53': 'domain', '80': 'http', '443': 'https', '9153': '9153' }

/** An address of one host has no mask. */
const addressOf = (text: string): string => text.replace(/\/32$/, '')

interface Option {
  readonly module: string
  readonly not: string
  readonly value: string
  readonly numeric: boolean
}

const port = (word: string) => (option: Option) => {
  const { module, not, value, numeric } = option
  const name = numeric ? value : (services[value] ?? value)
  return `${module === 'udp' || module === 'tcp' ? module : ''} ${word}:${not}${name}`.trimStart()
}

/** What each option of a match or of a target says; what says nothing is not here. */
const sayings: Readonly<Record<string, (option: Option) => string>> = {
  '--comment': ({ value }) => `/* ${value} */`,
  '--dport': port('dpt'),
  '--sport': port('spt'),
  '--ctstate': ({ not, value }) => `${not && '! '}ctstate ${value}`,
  '--mark': ({ not, value }) => `mark match ${not && '! '}${value}`,
  '--mode': ({ value }) => `statistic mode ${value}`,
  '--probability': ({ value }) => `probability ${value}`,
  '--dst-type': ({ not, value }) => `ADDRTYPE match dst-type ${not}${value}`,
  '--src-type': ({ not, value }) => `ADDRTYPE match src-type ${not}${value}`,
  '--nfacct-name': ({ value }) => `nfacct-name  ${value}`,
  '--to-destination': ({ value }) => `to:${value}`,
  '--set-xmark': ({ value }) => {
    const [mark = '', mask = ''] = value.split('/')
    return mark === mask ? `MARK or ${mark}` : mask === '0x0' ? `MARK xor ${mark}` : `MARK xset ${value}`
  },
  '--random-fully': () => 'random-fully',
  '--reject-with': ({ value }) => `reject-with ${value}`,
  '--rcheck': () => 'recent: CHECK',
  '--set': () => 'recent: SET',
  '--seconds': ({ value }) => `seconds: ${value}`,
  '--name': ({ value }) => `name: ${value}`
}
