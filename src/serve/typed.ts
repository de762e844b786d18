import type { Executed } from './upgrades'

/** Whether a command is a shell that a person types into. */
export const isShell = ([program = '', ...args]: readonly string[]): boolean =>
  /^(?:.*\/)?(?:sh|ash|dash|bash)$/.test(program) && args.every((arg) => /^-[il]*$/.test(arg))

/** Lines that change the shell itself: what comes after them is to know of it. */
const changesShell = /^\s*(?:cd|export|unset|alias|unalias|set|umask)\b|^\s*[A-Za-z_]\w*=\S*\s*$/

/** How many characters a line may have. */
const longest = 4096

/**
 * A shell in a container and the terminal in front of it: it shows what is typed, and has each line run. Commands of simulated
 * containers end before they are told of, so each line is run by a shell of its own, which does first what changed the one before.
 */
export class TypedShell {
  private line = ''
  private keys: string[] = []
  private isBusy = false
  private isOver = false
  private readonly kept: string[] = []
  private readonly prompt: string

  constructor(
    shell: string,
    private readonly exec: (script: string) => Promise<Executed>,
    private readonly say: (text: string) => void,
    private readonly on: { readonly end: (exitCode: number) => void; readonly fail: (error: Error) => void }
  ) {
    this.prompt = shell.endsWith('bash') ? 'bash-5.2# ' : '# '
    say(this.prompt)
  }

  /** Keys as a terminal sends them; those that come while a line runs are taken after it. */
  hear(text: string): void {
    this.keys.push(...text)
    while (!this.isBusy && !this.isOver && this.keys.length > 0) this.press(this.keys.shift()!)
  }

  private press(key: string): void {
    if (key === '\r' || key === '\n') {
      this.say('\r\n')
      return this.enter()
    }
    if (key === '\u0003') {
      this.line = ''
      return this.say(`^C\r\n${this.prompt}`)
    }
    if (key === '\u0004') {
      if (this.line === '') this.end(0)
      return
    }
    if (key === '\u007f' || key === '\b') {
      if (this.line === '') return
      this.line = this.line.slice(0, -1)
      return this.say('\b \b')
    }
    if (key < ' ' || this.line.length >= longest) return
    this.line += key
    this.say(key)
  }

  private enter(): void {
    const { line } = this
    this.line = ''
    if (line.trim() === '') return this.say(this.prompt)
    this.isBusy = true
    void this.exec([...this.kept, line, ''].join('\n')).then(
      ({ exitCode, stdout, stderr }) => {
        this.isBusy = false
        this.say(`${stdout}${stderr}`.replace(/\r?\n/g, '\r\n'))
        if (/^\s*exit\b/.test(line)) return this.end(exitCode)
        if (exitCode === 0 && changesShell.test(line)) this.kept.push(line)
        this.say(this.prompt)
        this.hear('')
      },
      (error: Error) => this.on.fail(error)
    )
  }

  private end(exitCode: number): void {
    this.isOver = true
    this.on.end(exitCode)
  }
}
