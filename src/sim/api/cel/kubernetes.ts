import { Environment } from '@marcbachmann/cel-js'
import { quantityNanos } from '../quantity'
import { Cidr, cidrOf, Ip, ipOf } from './addresses'
import { addFormats } from './formats'
import { addSemver } from './semver'
import { Url, urlOf } from './url'

class Quantity {
  constructor(readonly nanos: bigint) {}
}

type Ordered = bigint | number | string

function quantityOf(text: string): Quantity | undefined {
  const nanos = quantityNanos(text)
  return nanos === undefined ? undefined : new Quantity(nanos)
}

function needed<T>(value: T | undefined, kind: string, text: string): T {
  if (value === undefined) throw new Error(`${kind} parse error from string conversion: ${JSON.stringify(text)}`)
  return value
}

/** Go's regular expressions know flags in front; else they are as JavaScript's for what rules use. */
const expression = (text: string, flags = ''): RegExp => {
  const [, given = '', rest = text] = /^\(\?([ims]+)\)(.*)$/s.exec(text) ?? []
  return new RegExp(rest, `${flags}${given}`)
}

const least = (list: readonly Ordered[]): Ordered => list.reduce((a, b) => (b < a ? b : a))
const most = (list: readonly Ordered[]): Ordered => list.reduce((a, b) => (b > a ? b : a))

/**
 * The language with Kubernetes' own functions; names that nobody declared are variables of any type.
 * Models apiserver/pkg/cel/library (lists.go, regex.go, urls.go, quantity.go, ip.go, cidr.go, format.go, semverlib.go), cel-go/ext sets.go and strings.go.
 */
export function kubernetesEnvironment(): Environment {
  const env = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true })
  const add = (signature: string, run: (...given: never[]) => unknown) => void env.registerFunction(signature, run)
  env.registerType('Url', Url).registerType('Quantity', Quantity).registerType('Ip', Ip).registerType('Cidr', Cidr)

  add('matches(string, string): bool', (text: string, pattern: string) => expression(pattern).test(text))
  add('string.find(string): string', (text: string, pattern: string) => expression(pattern).exec(text)?.[0] ?? '')
  add('string.findAll(string): list', (text: string, pattern: string) => text.match(expression(pattern, 'g')) ?? [])
  add('string.charAt(int): string', (text: string, at: bigint) => text.charAt(Number(at)))
  add('string.replace(string, string): string', (text: string, from: string, to: string) => text.replaceAll(from, to))
  add('string.reverse(): string', (text: string) => [...text].reverse().join(''))

  add('list.isSorted(): bool', (list: Ordered[]) => list.every((one, i) => i === 0 || list[i - 1]! <= one))
  add('list.sum(): dyn', (list: (number & bigint)[]) =>
    list.reduce<number | bigint>((a, b) => (a as number) + b, typeof list[0] === 'number' ? 0 : 0n)
  )
  add('list.min(): dyn', (list: Ordered[]) => least(list))
  add('list.max(): dyn', (list: Ordered[]) => most(list))
  add('list.indexOf(dyn): int', (list: unknown[], one: unknown) => BigInt(list.indexOf(one)))
  add('list.lastIndexOf(dyn): int', (list: unknown[], one: unknown) => BigInt(list.lastIndexOf(one)))

  add('isURL(string): bool', (text: string) => urlOf(text) !== undefined)
  add('url(string): Url', (text: string) => needed(urlOf(text), 'URL', text))
  add('Url.getScheme(): string', ({ scheme }: Url) => scheme)
  add('Url.getHost(): string', ({ host }: Url) => host)
  add('Url.getHostname(): string', ({ hostname }: Url) => hostname)
  add('Url.getPort(): string', ({ port }: Url) => port)
  add('Url.getEscapedPath(): string', ({ path }: Url) => path)

  add('isQuantity(string): bool', (text: string) => quantityOf(text) !== undefined)
  add('quantity(string): Quantity', (text: string) => needed(quantityOf(text), 'quantity', text))
  add('Quantity.isLessThan(Quantity): bool', (a: Quantity, b: Quantity) => a.nanos < b.nanos)
  add('Quantity.isGreaterThan(Quantity): bool', (a: Quantity, b: Quantity) => a.nanos > b.nanos)
  add('Quantity.compareTo(Quantity): int', (a: Quantity, b: Quantity) =>
    a.nanos < b.nanos ? -1n : a.nanos > b.nanos ? 1n : 0n
  )
  add('Quantity.sign(): int', ({ nanos }: Quantity) => (nanos < 0n ? -1n : nanos > 0n ? 1n : 0n))
  add('Quantity.add(Quantity): Quantity', (a: Quantity, b: Quantity) => new Quantity(a.nanos + b.nanos))
  add('Quantity.sub(Quantity): Quantity', (a: Quantity, b: Quantity) => new Quantity(a.nanos - b.nanos))

  add('isIP(string): bool', (text: string) => ipOf(text) !== undefined)
  add('ip(string): Ip', (text: string) => needed(ipOf(text), 'IP Address', text))
  add('Ip.family(): int', ({ family }: Ip) => BigInt(family))
  add('isCIDR(string): bool', (text: string) => cidrOf(text) !== undefined)
  add('cidr(string): Cidr', (text: string) => needed(cidrOf(text), 'network address', text))
  add('Cidr.ip(): Ip', ({ ip }: Cidr) => ip)
  add('Cidr.prefixLength(): int', ({ bits }: Cidr) => BigInt(bits))
  add('Cidr.containsIP(string): bool', (cidr: Cidr, text: string) =>
    cidr.contains(needed(ipOf(text), 'IP Address', text))
  )
  add('Cidr.containsIP(Ip): bool', (cidr: Cidr, ip: Ip) => cidr.contains(ip))
  add('Cidr.containsCIDR(string): bool', (cidr: Cidr, text: string) => {
    const other = needed(cidrOf(text), 'network address', text)
    return other.bits >= cidr.bits && cidr.contains(other.ip)
  })
  add('Cidr.masked(): Cidr', ({ ip, bits }: Cidr) => {
    const rest = BigInt((ip.family === 4 ? 32 : 128) - bits)
    return new Cidr(new Ip(ip.family, (ip.value >> rest) << rest, ip.text), bits)
  })
  addFormats(env)
  addSemver(env)
  return env
}
