import { fail, ok, type Result } from '../../../base/result'

/** Splits a line as a POSIX shell would: blanks, single and double quotes, backslash. */
export function splitLine(line: string): Result<string[]> {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!
    if (quote === "'") {
      if (char === "'") quote = ''
      else word += char
    } else if (char === '\\' && (quote === '' || '"\\$`'.includes(line[i + 1] ?? ''))) {
      word = (word ?? '') + (line[++i] ?? '')
    } else if (quote === '"') {
      if (char === '"') quote = ''
      else word += char
    } else if (char === "'" || char === '"') {
      quote = char
      word ??= ''
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + char
  }
  if (quote !== '') return fail(`syntax error: unterminated quoted string`)
  if (word !== null) words.push(word)
  return ok(words)
}

/** `30s`, `1m30s`, `500ms`, or a bare number of seconds. NaN if it is none. Models time.ParseDuration as kubectl uses it. */
export function parseSeconds(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  let total = 0
  let rest = text
  while (rest !== '') {
    const found = /^(\d+(?:\.\d+)?)(ms|s|m|h)/.exec(rest)
    if (!found) return Number.NaN
    total += Number(found[1]) * { ms: 0.001, s: 1, m: 60, h: 3_600 }[found[2] as 's']
    rest = rest.slice(found[0].length)
  }
  return text === '' ? Number.NaN : total
}
