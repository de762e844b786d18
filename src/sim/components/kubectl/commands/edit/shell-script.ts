/**
 * What an editor's script does to files: the part of POSIX sh that such scripts need: lists, `if [ … ]`, redirections, and the programs
 * `sed -i`, `cp`, `mv`, `cat`, `touch`, `rm`, `echo`, `printf`, `test`, `true`, `false`, `exit`.
 */
export type ScriptFiles = Map<string, string>

type Token = { readonly op: string } | { readonly word: string }

function tokens(source: string): Token[] {
  const found: Token[] = []
  let word: string | null = null
  let quote = ''
  const flush = (): void => {
    if (word !== null) found.push({ word })
    word = null
  }
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!
    if (quote === "'") {
      if (char === "'") quote = ''
      else word += char
    } else if (char === '\\' && (quote === '' || '"\\$`'.includes(source[i + 1] ?? '')))
      word = (word ?? '') + source[++i]!
    else if (quote === '"') {
      if (char === '"') quote = ''
      else word += char
    } else if (char === "'" || char === '"') {
      quote = char
      word ??= ''
    } else if (char === '#' && word === null) {
      while (i + 1 < source.length && source[i + 1] !== '\n') i++
    } else if (char === '\n' || char === ';') {
      flush()
      found.push({ op: ';' })
    } else if (char === '&' || char === '|' || char === '>') {
      flush()
      const twice = source[i + 1] === char
      if (twice) i++
      found.push({ op: twice ? char + char : char })
    } else if (/\s/.test(char)) flush()
    else word = (word ?? '') + char
  }
  flush()
  return found
}

class Exit extends Error {
  constructor(readonly code: number) {
    super()
  }
}

/** Runs a script with one argument; its exit code. */
export function runScript(source: string, argument: string, files: ScriptFiles): number {
  try {
    return new Runner(tokens(source), argument, files).list(true)
  } catch (error) {
    if (error instanceof Exit) return error.code
    throw error
  }
}

class Runner {
  private at = 0

  constructor(
    private readonly all: readonly Token[],
    private readonly argument: string,
    private readonly files: ScriptFiles
  ) {}

  /** Commands up to the end or a word that ends them. @param live whether they are done, or only passed over */
  list(live: boolean): number {
    let code = 0
    while (this.at < this.all.length && !this.isWord('then', 'else', 'fi')) {
      if (this.takeOp(';')) continue
      code = this.chain(live)
    }
    return code
  }

  private chain(live: boolean): number {
    let code = this.command(live)
    for (;;) {
      if (this.takeOp('&&')) code = this.command(live && code === 0)
      else if (this.takeOp('||')) code = this.command(live && code !== 0)
      else return code
    }
  }

  private command(live: boolean): number {
    if (this.isWord('if')) return this.branch(live)
    const words: string[] = []
    let target: { readonly file: string; readonly adds: boolean } | undefined
    for (; this.at < this.all.length; this.at++) {
      const token = this.all[this.at]!
      if ('word' in token) words.push(token.word.replace(/\$\{?1\}?/g, this.argument))
      else if (token.op === '>' || token.op === '>>') {
        const next = this.all[++this.at]
        if (next && 'word' in next)
          target = { file: next.word.replace(/\$\{?1\}?/g, this.argument), adds: token.op === '>>' }
      } else break
    }
    if (!live) return 0
    const { code, output } = this.run(words)
    if (target) this.files.set(target.file, (target.adds ? (this.files.get(target.file) ?? '') : '') + output)
    return code
  }

  private branch(live: boolean): number {
    this.at++
    const met = this.list(live) === 0
    this.takeWord('then')
    let code = this.list(live && met)
    if (this.takeWord('else')) {
      const other = this.list(live && !met)
      if (!met) code = other
    }
    this.takeWord('fi')
    return code
  }

  private run([program = ':', ...args]: readonly string[]): { code: number; output: string } {
    const named = args.filter((word) => !word.startsWith('-'))
    const done = (code = 0, output = '') => ({ code, output })
    switch (program) {
      case 'exit':
        throw new Exit(Number(args[0] ?? 0))
      case 'false':
        return done(1)
      case '[':
      case 'test':
        return done(this.test(args.filter((word) => word !== ']')) ? 0 : 1)
      case 'touch':
        for (const file of named) this.files.set(file, this.files.get(file) ?? '')
        return done()
      case 'rm':
        for (const file of named) this.files.delete(file)
        return done()
      case 'cp':
      case 'mv': {
        const [from = '', to = ''] = named
        const text = this.files.get(from)
        if (text === undefined) return done(1)
        this.files.set(to, text)
        if (program === 'mv') this.files.delete(from)
        return done()
      }
      case 'cat':
        return done(0, named.map((file) => this.files.get(file) ?? '').join(''))
      case 'echo':
        return done(0, `${args.join(' ')}\n`)
      case 'printf':
        return done(0, (args[0] ?? '').replace(/\\n/g, '\n'))
      case 'sed':
        return done(this.sed(args))
      default:
        return done(program === ':' || program === 'true' ? 0 : 127)
    }
  }

  private test([first = '', second = '', third = '']: readonly string[]): boolean {
    if (first === '!') return !this.test([second, third])
    if (first === '-f' || first === '-e') return this.files.has(second)
    if (first === '-s') return (this.files.get(second) ?? '') !== ''
    if (first === '-z') return second === ''
    if (second === '=') return first === third
    return second === '!=' ? first !== third : first !== ''
  }

  private sed(args: readonly string[]): number {
    const [expression = '', ...files] = args.filter((word) => word !== '-i' && word !== '-e')
    const edit = editOf(expression)
    if (!edit) return 1
    for (const file of files) {
      const text = this.files.get(file)
      if (text === undefined) return 1
      this.files.set(file, text.split('\n').map(edit).join('\n'))
    }
    return 0
  }

  private isWord(...words: readonly string[]): boolean {
    const token = this.all[this.at]
    return token !== undefined && 'word' in token && words.includes(token.word)
  }
  private takeWord(word: string): boolean {
    const found = this.isWord(word)
    if (found) this.at++
    return found
  }
  private takeOp(op: string): boolean {
    const token = this.all[this.at]
    const found = token !== undefined && 'op' in token && token.op === op
    if (found) this.at++
    return found
  }
}

/** `s/a/b/g`, of basic regular expressions. */
function editOf(expression: string): ((line: string) => string) | undefined {
  const mark = expression[1]
  if (expression[0] !== 's' || mark === undefined) return undefined
  const parts: string[] = ['']
  for (let i = 2; i < expression.length; i++) {
    const char = expression[i]!
    if (char === '\\' && expression[i + 1] !== undefined) {
      const next = expression[++i]!
      parts[parts.length - 1] += next === mark ? next : `\\${next}`
    } else if (char === mark) parts.push('')
    else parts[parts.length - 1] += char
  }
  const [pattern = '', replacement = '', flags = ''] = parts
  const extended = pattern.replace(/\\?[+?(){}|]/g, (found) => (found.length === 2 ? found[1]! : `\\${found}`))
  const matches = new RegExp(extended, flags.includes('g') ? 'g' : '')
  const put = replacement
    .replace(/\$/g, '$$$$')
    .replace(/\\n/g, '\n')
    .replace(/\\(\d)/g, '$$$1')
    .replace(/(^|[^\\])&/g, '$1$$&')
  return (line) => line.replace(matches, put)
}
