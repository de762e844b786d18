/** What an expression reads and changes. */
export interface Variables {
  readonly get: (name: string) => string
  readonly set: (name: string, value: string) => void
}

const token = /\s*(\d+|[A-Za-z_]\w*|\$\w+|\*\*|<<|>>|[<>=!]=|&&|\|\||\+\+|--|[-+*/%]=|[-+*/%()<>=!&|^~?:,])/y

/** Binary operators from the loosest to the tightest. */
const levels: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  { '||': (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0) },
  { '|': (a, b) => a | b },
  { '^': (a, b) => a ^ b },
  { '&': (a, b) => a & b },
  { '==': (a, b) => Number(a === b), '!=': (a, b) => Number(a !== b) },
  {
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b)
  },
  { '<<': (a, b) => a << b, '>>': (a, b) => a >> b },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => Math.trunc(a / b), '%': (a, b) => a % b },
  { '**': (a, b) => power(a, b) }
]

const power = (a: number, b: number): number =>
  Array.from({ length: Math.min(Math.max(b, 0), 64) }).reduce<number>((value) => value * a, 1)

/** Integer arithmetic of a shell: C's operators without the comma's and pointers'; a name is its variable, 0 if that is none. */
export function arithmetic(text: string, variables: Variables): number {
  const tokens: string[] = []
  token.lastIndex = 0
  for (let found = token.exec(text); found; found = token.exec(text)) tokens.push(found[1]!)
  let at = 0
  const valueOf = (name: string): number => Number(variables.get(name.replace('$', ''))) || 0
  const assign = (name: string, value: number): number => {
    variables.set(name, String(value))
    return value
  }
  const factor = (): number => {
    const first = tokens[at++] ?? '0'
    if (first === '(') {
      const value = choice()
      at++
      return value
    }
    if (first === '-') return -factor()
    if (first === '+') return factor()
    if (first === '!') return Number(factor() === 0)
    if (first === '~') return ~factor()
    if (first === '++' || first === '--') {
      const name = tokens[at++] ?? ''
      return assign(name, valueOf(name) + (first === '++' ? 1 : -1))
    }
    if (/^\d/.test(first)) return Number(/^0\d/.test(first) ? `0o${first}` : first)
    const next = tokens[at]
    if (next === '++' || next === '--') {
      at++
      const before = valueOf(first)
      assign(first, before + (next === '++' ? 1 : -1))
      return before
    }
    if (next === '=' || (next !== undefined && /^[-+*/%]=$/.test(next))) {
      at++
      const right = choice()
      const operate = next === '=' ? undefined : levels.map((level) => level[next[0]!]).find(Boolean)
      return assign(first, operate ? operate(valueOf(first), right) : right)
    }
    return valueOf(first)
  }
  const binary = (level: number): number => {
    const operators = levels[level]
    if (!operators) return factor()
    let value = binary(level + 1)
    for (let operate = operators[tokens[at] ?? '']; operate; operate = operators[tokens[at] ?? '']) {
      at++
      value = operate(value, binary(level + 1))
    }
    return value
  }
  const choice = (): number => {
    const value = binary(0)
    if (tokens[at] !== '?') return value
    at++
    const yes = choice()
    at++
    const no = choice()
    return value !== 0 ? yes : no
  }
  return choice()
}
