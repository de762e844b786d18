import { fail, ok, type Result } from '../../../../base/result'
import { goQuote } from './quote'
import type { FlagType } from './table'

/** A flag's value as the commands read it. Durations stay text (`1m30s`), as do maps (`a=b`). */
export type FlagValue = string | boolean | number | string[]

/** Reads the value of a flag. The error is Go's, such as `strconv.ParseBool: parsing "x": invalid syntax`. */
export function readValue(type: FlagType, text: string): Result<FlagValue> {
  switch (type) {
    case 'bool':
      if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return ok(true)
      if (/^(?:0|f|F|FALSE|false|False)$/.test(text)) return ok(false)
      return fail(`strconv.ParseBool: parsing ${goQuote(text)}: invalid syntax`)
    case 'int':
      return readInt(text, 64)
    case 'int32':
      return readInt(text, 32)
    case 'uint16':
      return readInt(text, 16)
    case 'duration':
      return isDuration(text)
    case 'klogDuration':
      return isDuration(text).ok ? ok(text) : fail('parse error')
    case 'stringSlice':
      return readCsv(text)
    case 'stringArray':
      return ok([text])
    case 'stringToString':
      return text.includes('=') ? ok(text.split(',')) : fail(`${text} must be formatted as key=value`)
    case 'mapStringString':
      return text === '' || text.split(',').every((pair) => pair.includes('='))
        ? ok(text)
        : fail('malformed pair, expect string=string')
    case 'vmodule':
      return text === '' || text.split(',').every((pair) => pair === '' || pair.split('=').length === 2)
        ? ok(text)
        : fail('syntax error: expect comma-separated list of filename=N')
    case 'string':
      return ok(text)
  }
}

/** Models strconv.ParseInt with base 0. */
function readInt(text: string, bits: 16 | 32 | 64): Result<number> {
  const parser = bits === 16 ? 'strconv.ParseUint' : 'strconv.ParseInt'
  const form =
    bits === 16
      ? /^(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9]\d*|0)$/
      : /^([+-]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9]\d*|0)$/
  if (!form.test(text)) return fail(`${parser}: parsing ${goQuote(text)}: invalid syntax`)
  const digits = text.replace(/^[+-]/, '').replace(/^0([0-7])/, '0o$1')
  const value = BigInt(digits) * (text.startsWith('-') ? -1n : 1n)
  const limit = 1n << BigInt(bits === 16 ? 16 : bits - 1)
  if (value >= limit || value < -limit) return fail(`${parser}: parsing ${goQuote(text)}: value out of range`)
  return ok(Number(value))
}

/** Models time.ParseDuration. */
function isDuration(text: string): Result<string> {
  const bad = fail(`time: invalid duration ${goQuote(text)}`)
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return ok(text)
  if (rest === '') return bad
  while (rest !== '') {
    const [number, unit] = [/^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0], /^[\d.]*([^\d.]*)/.exec(rest)?.[1]]
    if (number === undefined) return bad
    if (!unit) return fail(`time: missing unit in duration ${goQuote(text)}`)
    if (!/^(?:ns|us|µs|μs|ms|s|m|h)$/.test(unit)) {
      return fail(`time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`)
    }
    rest = rest.slice(number.length + unit.length)
  }
  return ok(text)
}

/** One record of comma-separated values. Models encoding/csv as pflag's stringSlice uses it. */
function readCsv(text: string): Result<string[]> {
  const fields: string[] = []
  if (text === '') return ok(fields)
  let at = 0
  for (;;) {
    if (text[at] !== '"') {
      const comma = text.indexOf(',', at)
      const end = comma < 0 ? text.length : comma
      const field = text.slice(at, end)
      const quote = field.indexOf('"')
      if (quote >= 0) return fail(`parse error on line 1, column ${at + quote + 1}: bare " in non-quoted-field`)
      fields.push(field)
      if (comma < 0) return ok(fields)
      at = comma + 1
      continue
    }
    let field = ''
    at++
    for (;;) {
      const quote = text.indexOf('"', at)
      if (quote < 0)
        return fail(`parse error on line 1, column ${text.length + 1}: extraneous or missing " in quoted-field`)
      field += text.slice(at, quote)
      at = quote + 1
      if (text[at] === '"') {
        field += '"'
        at++
      } else break
    }
    fields.push(field)
    if (at === text.length) return ok(fields)
    if (text[at] !== ',')
      return fail(`parse error on line 1, column ${at + 1}: extraneous or missing " in quoted-field`)
    at++
  }
}
