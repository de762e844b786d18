import type { Token } from './sql-tokens'

export type Cell = string | number | null
export type Row = Readonly<Record<string, Cell>>

/** What an expression of literals, columns, functions that the server knows, `+ - * /` and `||` comes to. */
export function evaluate(tokens: readonly Token[], row: Row, known: Row): Cell {
  const cut = tokens.findIndex(({ kind, text }, i) => i > 0 && kind === 'sign' && /^(?:[-+/]|\|\||\*)$/.test(text))
  if (cut > 0) {
    const left = evaluate(tokens.slice(0, cut), row, known)
    const right = evaluate(tokens.slice(cut + 1), row, known)
    const sign = tokens[cut]!.text
    if (left === null || right === null) return null
    if (sign === '||') return `${left}${right}`
    const [a, b] = [Number(left), Number(right)]
    return sign === '+' ? a + b : sign === '-' ? a - b : sign === '*' ? a * b : a / b
  }
  const [first, second] = tokens
  if (!first) return null
  if (first.kind === 'text') return first.text
  if (first.kind === 'number') return Number(first.text)
  if (first.text === '-') return -Number(evaluate(tokens.slice(1), row, known))
  if (first.text === '(') return evaluate(tokens.slice(1, -1), row, known)
  const name = (second?.text === '.' ? (tokens[2]?.text ?? '') : first.text).toLowerCase()
  if (name === 'null') return null
  if (name === 'true' || name === 'false') return name
  return row[name] ?? known[name] ?? null
}

/** Whether a row fits a condition: comparisons, `LIKE`, `IN`, `IS NULL`, joined by `AND` and `OR`. */
export function fits(where: readonly Token[], row: Row, known: Row): boolean {
  if (where.length === 0) return true
  for (const word of ['or', 'and']) {
    const at = where.findIndex(({ kind, text }) => kind === 'name' && text.toLowerCase() === word)
    if (at <= 0) continue
    const [left, right] = [fits(where.slice(0, at), row, known), fits(where.slice(at + 1), row, known)]
    return word === 'or' ? left || right : left && right
  }
  const at = where.findIndex(({ kind, text }) => kind !== 'text' && /^(?:=|<|>|<=|>=|<>|!=|like|in|is)$/i.test(text))
  if (at < 0) return Number(evaluate(where, row, known)) !== 0
  const left = evaluate(where.slice(0, at), row, known)
  const sign = where[at]!.text.toLowerCase()
  const rest = where.slice(at + 1)
  if (sign === 'is') return (left === null) !== /^not$/i.test(rest[0]?.text ?? '')
  if (sign === 'in')
    return rest.some(({ kind, text }) => (kind === 'text' || kind === 'number') && text === String(left))
  const right = evaluate(rest, row, known)
  if (left === null || right === null) return false
  if (sign === 'like') {
    const pattern = String(right)
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/%/g, '.*')
      .replace(/_/g, '.')
    return new RegExp(`^${pattern}$`, 'i').test(String(left))
  }
  const numbers = left !== '' && right !== '' && !Number.isNaN(Number(left)) && !Number.isNaN(Number(right))
  const [a, b] = numbers ? [Number(left), Number(right)] : [String(left), String(right)]
  return sign === '='
    ? a === b
    : sign === '<'
      ? a < b
      : sign === '>'
        ? a > b
        : sign === '<='
          ? a <= b
          : sign === '>='
            ? a >= b
            : a !== b
}
