import { ms } from '../../../../base/time'
import { duration, job, never, type Outcome, type Surroundings } from './program'

/**
 * What a line given to an interpreter does (`python -c`, `node -e`, `perl -e`, `ruby -e`), as far as it can be read: it prints
 * literals, sleeps, raises, ends with a status. What cannot be read does nothing.
 */
export function oneLiner(code: string, { now }: Surroundings): Outcome {
  let [stdout, stderr, wait] = ['', '', ms(40)]
  const end = (status: number): Outcome => ({
    kind: 'job',
    job: job(wait >= never ? never : now + wait, { status, onTerm: 143 }),
    stdout,
    stderr
  })
  for (const statement of statementsOf(code)) {
    if (/^(while\s*(True|true|1|\(true\)|\(1\))|setInterval\b|loop\s*(do|\{))/.test(statement)) {
      wait = never
      return end(0)
    }
    const slept = /(?:\btime\.sleep|\bsleep)\s*\(?\s*([\d.]+)\s*\)?/.exec(statement)
    if (slept) wait += duration(slept[1]!)
    const exited = /^(?:(?:sys|os|process)\.)?_?(?:exit|quit)\b!?\s*\(?\s*(.*?)\s*\)?$/.exec(statement)
    if (exited) {
      const [, value = ''] = exited
      const text = literal(value)
      if (text !== undefined) stderr += `${text}\n`
      return end(text !== undefined ? 1 : value === '' || value === 'None' ? 0 : Number(value) & 255)
    }
    const raised = /^(?:raise|throw\s+new|throw|die|assert)\b\s*(.*)$/.exec(statement)
    if (raised && !/^(True|true|1)$/.test(raised[1]!)) {
      stderr += traceback(code, raised[1]!)
      return end(/^die\b/.test(statement) ? 255 : 1)
    }
    stdout += printed(statement)
    // As long as it took on a node of its time.
    if (/\bbpi\(/.test(statement)) wait += ms(5_000)
  }
  return end(0)
}

/** Statements are parted by semicolons and line ends outside quotes. */
function statementsOf(code: string): string[] {
  const found = ['']
  let quote = ''
  for (const char of code) {
    if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '"' || char === "'" || char === '`') quote = char
    if (quote === '' && (char === ';' || char === '\n')) found.push('')
    else found[found.length - 1] += char
  }
  return found.map((statement) => statement.trim()).filter((statement) => statement !== '')
}

/** The text of a literal; undefined: it is none. */
const literal = (text: string): string | undefined => /^[bru]?(["'`])([^]*)\1$/.exec(text.trim())?.[2]

function printed(statement: string): string {
  const pi = /\bprint\s+bpi\((\d+)\)/.exec(statement)
  if (pi) return `${digitsOfPi(Number(pi[1]))}\n`
  const call = /^(?:print|println|console\.log|puts|say)\b\s*\(?\s*([^]*?)\s*\)?$/.exec(statement)
  if (!call) return ''
  const [, value = ''] = call
  const text =
    value === '' ? '' : (literal(value.replace(/,\s*flush\s*=\s*True$/, '')) ?? /^-?[\d.]+$/.exec(value)?.[0])
  return text === undefined ? '' : `${text.replaceAll('\\n', '\n').replaceAll('\\t', '\t')}\n`
}

const traceback = (code: string, what: string): string => {
  const [, kind = what, text] = /^(\w+)\s*\((.*)\)$/.exec(what) ?? []
  const message = text === undefined ? '' : (literal(text) ?? text)
  return `Traceback (most recent call last):\n  File "<string>", line 1, in <module>\n    ${code.split('\n')[0]}\n${kind}${message ? `: ${message}` : ''}\n`
}

/** As many digits of pi as `bpi(2000)` of perl's bignum prints. Machin's formula on whole numbers. */
function digitsOfPi(digits: number): string {
  const wanted = Math.min(digits, 10_000)
  const unit = 10n ** BigInt(wanted + 10)
  const arctan = (of: bigint): bigint => {
    let [power, sum, sign] = [unit / of, unit / of, -1n]
    for (let n = 3n; power > 0n; n += 2n, sign = -sign) {
      power /= of * of
      sum += (sign * power) / n
    }
    return sum
  }
  const pi = (4n * (4n * arctan(5n) - arctan(239n)) + 5n * 10n ** 10n) / 10n ** 11n
  const text = pi.toString()
  return `${text[0]}.${text.slice(1)}`
}
