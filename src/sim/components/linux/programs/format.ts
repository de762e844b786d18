/** Escapes that printf, echo -e and awk know. */
export const escapes = (said: string): string =>
  said.replace(/\\(n|t|r|a|b|\\|0?[0-7]{1,3}|x[\da-fA-F]{1,2}|e)/g, (_, code: string) =>
    code.startsWith('x')
      ? String.fromCharCode(parseInt(code.slice(1), 16))
      : /^[0-7]/.test(code)
        ? String.fromCharCode(parseInt(code, 8))
        : ({ n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', e: '\x1b', '\\': '\\' }[code] ?? code)
  )

const specifier = /%([-+ 0#]*)(\*|\d+)?(?:\.(\d+))?([sdiufFeEgGxXoc%])/g

/** Values in a format, once. Models printf(3), as far as shells and awk use it. */
export function formatted(format: string, values: readonly string[]): string {
  let at = 0
  const next = (): string => values[at++] ?? ''
  return format.replace(
    specifier,
    (_, flags: string, wide: string | undefined, digits: string | undefined, kind: string) => {
      if (kind === '%') return '%'
      const width = Number(wide === '*' ? next() : (wide ?? 0))
      const value = next()
      const said = shown(kind, value, digits === undefined ? undefined : Number(digits))
      const signed = flags.includes('+') && /[dieEfFgG]/.test(kind) && !said.startsWith('-') ? `+${said}` : said
      if (flags.includes('-')) return signed.padEnd(width)
      const zero = flags.includes('0') && kind !== 's' && kind !== 'c'
      if (!zero) return signed.padStart(width)
      const sign = /^[-+]/.exec(signed)?.[0] ?? ''
      return sign + signed.slice(sign.length).padStart(width - sign.length, '0')
    }
  )
}

/** How many values a format takes. */
export const takes = (format: string): number =>
  [...format.matchAll(specifier)].filter(([, , , , kind]) => kind !== '%').length

function shown(kind: string, value: string, digits: number | undefined): string {
  const number = parseFloat(value) || 0
  switch (kind) {
    case 's':
      return digits === undefined ? value : value.slice(0, digits)
    case 'c':
      return value.slice(0, 1)
    case 'd':
    case 'i':
    case 'u':
      return String(Math.trunc(number))
    case 'x':
      return Math.trunc(number).toString(16)
    case 'X':
      return Math.trunc(number).toString(16).toUpperCase()
    case 'o':
      return Math.trunc(number).toString(8)
    case 'e':
    case 'E':
      return number.toExponential(digits ?? 6).replace(/e([-+])(\d)$/, 'e$10$2')
    case 'g':
    case 'G':
      return String(Number(number.toPrecision(digits ?? 6)))
    default:
      return number.toFixed(digits ?? 6)
  }
}
