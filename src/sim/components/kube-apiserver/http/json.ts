/** A JSON text as it was read, with the fields that it names twice (the last one counts). */
export type Read =
  | { readonly ok: true; readonly value: unknown; readonly duplicates: readonly string[] }
  | { readonly ok: false; readonly error: string }

/** Reads JSON with the errors of Go's encoding/json. */
export function readJson(text: string): Read {
  const reader = new Reader(text)
  try {
    const value = reader.document()
    return { ok: true, value, duplicates: reader.duplicates }
  } catch (error) {
    if (error instanceof JsonError) return { ok: false, error: error.message }
    throw error
  }
}

class JsonError extends Error {}

/** Deeper than any object. Go refuses beyond 10,000; what walks an object here has less of a stack. */
export const deepest = 1_000

class Reader {
  readonly duplicates: string[] = []
  private at = 0
  private readonly path: (string | number)[] = []

  constructor(private readonly text: string) {}

  document(): unknown {
    const value = this.value()
    this.space()
    if (this.at < this.text.length) this.bad('after top-level value')
    return value
  }

  private value(): unknown {
    this.space()
    const c = this.text[this.at]
    switch (c) {
      case '{':
        return this.object()
      case '[':
        return this.array()
      case '"':
        return this.string()
      case 't':
        return this.literal('true', true)
      case 'f':
        return this.literal('false', false)
      case 'n':
        return this.literal('null', null)
      default:
        if (c !== undefined && (c === '-' || (c >= '0' && c <= '9'))) return this.number()
        return this.bad('looking for beginning of value')
    }
  }

  private object(): Record<string, unknown> {
    this.deeper()
    const result: Record<string, unknown> = {}
    this.at++
    this.space()
    if (this.text[this.at] === '}') {
      this.at++
      return result
    }
    for (;;) {
      this.space()
      if (this.text[this.at] !== '"') this.bad('looking for beginning of object key string')
      const key = this.string()
      this.space()
      if (this.text[this.at] !== ':') this.bad('after object key')
      this.at++
      this.path.push(key)
      if (Object.hasOwn(result, key)) this.duplicates.push(this.place())
      const value = this.value()
      // A field of that name would be the prototype.
      if (key === '__proto__')
        Object.defineProperty(result, key, { value, enumerable: true, writable: true, configurable: true })
      else result[key] = value
      this.path.pop()
      this.space()
      if (this.text[this.at] === ',') this.at++
      else if (this.text[this.at] === '}') break
      else this.bad('after object key:value pair')
    }
    this.at++
    return result
  }

  private array(): unknown[] {
    this.deeper()
    const result: unknown[] = []
    this.at++
    this.space()
    if (this.text[this.at] === ']') {
      this.at++
      return result
    }
    for (;;) {
      this.path.push(result.length)
      result.push(this.value())
      this.path.pop()
      this.space()
      if (this.text[this.at] === ',') this.at++
      else if (this.text[this.at] === ']') break
      else this.bad('after array element')
    }
    this.at++
    return result
  }

  private string(): string {
    const start = this.at++
    let escaped = false
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (Number.isNaN(code)) this.bad('')
      if (code === 0x22) break
      if (code < 0x20) this.bad('in string literal')
      if (code === 0x5c) {
        escaped = true
        this.at++
        const next = this.text[this.at]
        if (next === 'u') {
          for (let i = 1; i <= 4; i++) {
            if (/^[0-9a-fA-F]$/.test(this.text[this.at + i] ?? '')) continue
            this.at += i
            this.bad('in \\u hexadecimal character escape')
          }
          this.at += 4
        } else if (next === undefined || !'"\\/bfnrt'.includes(next)) this.bad('in string escape code')
      }
      this.at++
    }
    this.at++
    const raw = this.text.slice(start + 1, this.at - 1)
    return escaped ? (JSON.parse(`"${raw}"`) as string) : raw
  }

  private number(): number {
    const found = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
    found.lastIndex = this.at
    const match = found.exec(this.text)
    if (!match) {
      this.at++
      return this.bad('in numeric literal')
    }
    this.at += match[0].length
    const next = this.text[this.at]
    if (next === '.') {
      this.at++
      this.bad('after decimal point in numeric literal')
    }
    if (next === 'e' || next === 'E') {
      this.at++
      this.bad('in exponent of numeric literal')
    }
    return Number(match[0])
  }

  private literal<T>(word: string, value: T): T {
    for (let i = 1; i < word.length; i++) {
      if (this.text[this.at + i] === word[i]) continue
      this.at += i
      this.bad(`in literal ${word} (expecting ${quoted(word[i]!)})`)
    }
    this.at += word.length
    return value
  }

  private space(): void {
    while (' \t\r\n'.includes(this.text[this.at] ?? 'x')) this.at++
  }

  private deeper(): void {
    if (this.path.length > deepest) throw new JsonError('exceeded max depth')
  }

  private place(): string {
    return this.path.reduce<string>(
      (place, step) => (typeof step === 'number' ? `${place}[${step}]` : place === '' ? step : `${place}.${step}`),
      ''
    )
  }

  /** Go reads bytes: what is no ASCII is named by its first byte. */
  private bad(where: string): never {
    const c = this.text[this.at]
    if (c === undefined) throw new JsonError('unexpected end of JSON input')
    throw new JsonError(`invalid character ${quoted(firstByte(this.text, this.at))} ${where}`)
  }
}

function firstByte(text: string, at: number): string {
  const code = text.codePointAt(at)!
  if (code < 0x80) return text[at]!
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6))
  return String.fromCharCode(code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18))
}

/** Models encoding/json quoteChar. */
function quoted(c: string): string {
  if (c === "'") return `'\\''`
  if (c === '"') return `'"'`
  return `'${JSON.stringify(c).slice(1, -1)}'`
}

/** What an error tells of a body. Models apiserver/pkg/endpoints/handlers/create.go summarizeData. */
export function summary(text: string): string {
  if (text === '') return '<empty>'
  if (text.startsWith('{')) return bytesOf(text).length > 30 ? `${textOf(bytesOf(text).slice(0, 30))} ...` : text
  const bytes = bytesOf(text)
  const hex = (part: readonly number[]) => part.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return bytes.length > 30 ? `${hex(bytes.slice(0, 30))} ...` : hex(bytes)
}

function bytesOf(text: string): number[] {
  const bytes: number[] = []
  // No more is ever looked at.
  for (const c of text.slice(0, 40)) {
    const code = c.codePointAt(0)!
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
  }
  return bytes
}

const textOf = (bytes: readonly number[]): string => String.fromCharCode(...bytes)

/** Length of a text in UTF-8. */
export function byteLength(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) length += code > 0x7ff ? 2 : 1
    // A pair of surrogates is four bytes.
    if (code >= 0xd800 && code <= 0xdbff) length -= 2
  }
  return length
}
