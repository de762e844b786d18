import type { Environment } from '@marcbachmann/cel-js'

class Semver {
  constructor(
    readonly numbers: readonly [bigint, bigint, bigint],
    readonly before: readonly string[]
  ) {}
}

const shape =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*))?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/

function read(text: string, isLoose = false): Semver | undefined {
  const [, major, minor, patch, before] = shape.exec(isLoose ? completed(text) : text) ?? []
  if (major === undefined) return undefined
  return new Semver([BigInt(major), BigInt(minor!), BigInt(patch!)], before?.split('.') ?? [])
}

/** `v1.02` is `1.2.0`. Models normalizeAndParse. */
function completed(text: string): string {
  const [, numbers = '', rest = ''] = /^v?([^-+]*)(.*)$/.exec(text) ?? []
  const parts = numbers.split('.').map((part) => part.replace(/^0+(?=\d)/, ''))
  while (parts.length < 3) parts.push('0')
  return parts.join('.') + rest
}

function needed(text: string, isLoose = false): Semver {
  const found = read(text, isLoose)
  if (!found) throw new Error(`Semver parse error from string conversion: ${JSON.stringify(text)}`)
  return found
}

/** By numbers, then a version before one that is released, then by its parts. Models blang/semver Compare. */
function compare(a: Semver, b: Semver): number {
  for (const [i, one] of a.numbers.entries()) if (one !== b.numbers[i]) return one < b.numbers[i]! ? -1 : 1
  if (a.before.length === 0 || b.before.length === 0) return Math.sign(b.before.length - a.before.length)
  for (let i = 0; i < Math.min(a.before.length, b.before.length); i++) {
    const [x = '', y = ''] = [a.before[i], b.before[i]]
    if (x === y) continue
    const [isX, isY] = [/^\d+$/.test(x), /^\d+$/.test(y)]
    if (isX && isY) return Number(x) < Number(y) ? -1 : 1
    return isX !== isY ? (isX ? -1 : 1) : x < y ? -1 : 1
  }
  return Math.sign(a.before.length - b.before.length)
}

/** Models apiserver/pkg/cel/library/semverlib.go. */
export function addSemver(env: Environment): void {
  env.registerType('Semver', Semver)
  const add = (signature: string, run: (...given: never[]) => unknown) => void env.registerFunction(signature, run)
  add('isSemver(string): bool', (text: string) => read(text) !== undefined)
  add('isSemver(string, bool): bool', (text: string, isLoose: boolean) => read(text, isLoose) !== undefined)
  add('semver(string): Semver', (text: string) => needed(text))
  add('semver(string, bool): Semver', (text: string, isLoose: boolean) => needed(text, isLoose))
  for (const [i, name] of ['major', 'minor', 'patch'].entries())
    add(`Semver.${name}(): int`, ({ numbers }: Semver) => numbers[i])
  add('Semver.isLessThan(Semver): bool', (a: Semver, b: Semver) => compare(a, b) < 0)
  add('Semver.isGreaterThan(Semver): bool', (a: Semver, b: Semver) => compare(a, b) > 0)
  add('Semver.compareTo(Semver): int', (a: Semver, b: Semver) => BigInt(compare(a, b)))
}
