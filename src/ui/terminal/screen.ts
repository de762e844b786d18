import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import {
  clearTerminal,
  clockText,
  completions,
  interrupt,
  promptOf,
  typeLine,
  useLab,
  useTerminal,
  type TerminalBlock
} from '../../store'
import { completed, edits, emptyLine, insert, lineOf, type Line } from './line-editor'

/** Colours by their place in xterm's palette, of the page's own. */
function themeOf(): Record<string, string> {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    background: colour('panel'),
    foreground: colour('ink'),
    cursor: colour('info'),
    cursorAccent: colour('panel'),
    selectionBackground: colour('infobg'),
    selectionForeground: colour('ink'),
    red: colour('bad'),
    green: colour('ok'),
    yellow: colour('warn'),
    blue: colour('info'),
    magenta: colour('lead'),
    cyan: colour('web'),
    white: colour('mute'),
    brightBlack: colour('faint')
  }
}

/** Ctrl-L, as it is typed. */
const clearScreen = '\x0c'

const grey = (text: string) => `\x1b[90m${text}\x1b[0m`
const red = (text: string) => `\x1b[31m${text}\x1b[0m`
const yellow = (text: string) => `\x1b[33m${text}\x1b[0m`
/** Nothing that a program prints may move the cursor about. */
const plain = (text: string) =>
  // eslint-disable-next-line no-control-regex -- what is taken out are control characters
  text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '').replace(/\n/g, '\r\n')

const welcome =
  'A shell before the cluster, at the instant that is shown: kubectl, pipes, ssh master-1 … Type help. Tab completes; on an empty line it leaves the terminal.'

/** Broken between words: the terminal itself breaks anywhere. */
function folded(text: string, columns: number): string {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!
    if (last === '') lines[lines.length - 1] = word
    else if (last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join('\r\n')
}

/** xterm with a line that is typed, before the store's blocks. */
export class Screen {
  private readonly term: Terminal
  private readonly fit = new FitAddon()
  private line: Line = emptyLine
  /** Lines back from the end of the history; 0: the line that is typed. */
  private back = 0
  private draft = ''
  /** What was pasted and not typed yet. */
  private readonly queue: string[] = []
  /** What stands on the screen before the prompt. */
  private drawn = ''
  /** Rows of the prompt and the line above the cursor. */
  private rowsAbove = 0
  private readonly ends: (() => void)[] = []

  constructor(private readonly host: HTMLElement) {
    const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches
    this.term = new Terminal({
      fontFamily: "'JetBrains Mono', ui-monospace, monospace",
      fontSize: 12,
      lineHeight: 1.25,
      cursorBlink: !reduced,
      screenReaderMode: true,
      convertEol: false,
      scrollback: 5_000,
      theme: themeOf()
    })
    this.term.loadAddon(this.fit)
    this.term.open(host)
    this.term.textarea?.setAttribute('aria-label', 'Terminal input')
    this.term.attachCustomKeyEventHandler((event) => this.takes(event))
    this.term.onData((data) => this.hear(data))
    const observer = new ResizeObserver(() => this.resize())
    observer.observe(host)
    const themes = new MutationObserver(() => (this.term.options.theme = themeOf()))
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    this.ends.push(
      () => observer.disconnect(),
      () => themes.disconnect(),
      useTerminal.subscribe((now, before) => {
        if (now.blocks !== before.blocks || now.busy !== before.busy || now.unfinished !== before.unfinished)
          this.draw()
        if (!now.busy && before.busy) void this.next()
      })
    )
    this.resize()
    void document.fonts.ready.then(() => this.resize())
  }

  focus(): void {
    this.term.focus()
  }

  /** Types a text as if somebody had pasted it. */
  paste(text: string): void {
    this.hear(text.replace(/\r?\n/g, '\r'))
  }

  dispose(): void {
    for (const end of this.ends) end()
    this.term.dispose()
  }

  private resize(): void {
    if (this.host.clientWidth === 0) return
    this.fit.fit()
    this.drawn = ''
    this.draw()
  }

  /** Keys that are the browser's: copying a selection, and the way out of the terminal. */
  private takes(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true
    const copies = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && this.term.hasSelection()
    if (copies) {
      void navigator.clipboard?.writeText(this.term.getSelection())
      this.term.clearSelection()
      event.preventDefault()
      return false
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'v') return false
    if (event.key === 'Tab') return !event.shiftKey && this.line.text !== ''
    // Keys that the page takes elsewhere stay here.
    event.stopPropagation()
    return true
  }

  private hear(data: string): void {
    if (data.length > 1 && !data.startsWith('\x1b')) {
      const [first = '', ...rest] = data.split('\r')
      this.line = insert(this.line, first.replace(/\t/g, '  '))
      if (rest.length > 0) {
        const last = rest.pop()!
        this.queue.push(this.line.text, ...rest)
        this.line = lineOf(last)
        void this.next()
      }
      return this.drawLine()
    }
    switch (data) {
      case '\r':
        this.queue.push(this.line.text)
        this.line = emptyLine
        this.back = 0
        void this.next()
        return
      case '\x03':
        this.queue.length = 0
        interrupt()
        this.line = emptyLine
        return this.redraw()
      case '\x04':
        if (this.line.text === '') void typeLine('exit')
        return
      case '\x0c':
        // As a shell reads it: when the line that runs is over.
        if (useTerminal.getState().busy) return void this.queue.push(clearScreen)
        return this.clear()
      case '\t':
        return void this.complete()
      case '\x1b[A':
      case '\x10':
        return this.recall(1)
      case '\x1b[B':
      case '\x0e':
        return this.recall(-1)
      default: {
        const edit = edits[data]
        if (edit) this.line = edit(this.line)
        // eslint-disable-next-line no-control-regex -- keys that mean nothing here
        else if (!/^[\x00-\x1f]/.test(data)) this.line = insert(this.line, data)
        this.drawLine()
      }
    }
  }

  /** Types what waits, one line after the other. */
  private async next(): Promise<void> {
    if (useTerminal.getState().busy) return
    const line = this.queue.shift()
    if (line === undefined) return
    if (line === clearScreen || (line.trim() === 'clear' && useTerminal.getState().unfinished === '')) this.clear()
    else if (line.trim() === 'history') {
      this.term.write(
        `\r\n${useTerminal
          .getState()
          .typed.map((one, i) => `${String(i + 1).padStart(5)}  ${plain(one)}`)
          .join('\r\n')}\r\n`
      )
      this.rowsAbove = 0
      this.drawLine(true)
    } else await typeLine(line)
    this.drawLine()
    await this.next()
  }

  private clear(): void {
    clearTerminal()
    this.redraw()
  }

  private recall(step: 1 | -1): void {
    const { typed } = useTerminal.getState()
    const back = Math.max(0, Math.min(typed.length, this.back + step))
    if (back === this.back) return
    if (this.back === 0) this.draft = this.line.text
    this.back = back
    this.line = lineOf(back === 0 ? this.draft : typed[typed.length - back]!)
    this.drawLine()
  }

  private async complete(): Promise<void> {
    const { text, cursor } = this.line
    const found = await completions(text.slice(0, cursor))
    if (!found || found.words.length === 0 || this.line.text !== text) return
    const next = completed(this.line, found.from, found.words)
    if (next.text === text && found.words.length > 1) {
      const shown = found.words.slice(0, 80).map((word) => word.trim())
      const more = found.words.length > shown.length ? ` … ${found.words.length - shown.length} more` : ''
      this.term.write(`\r\n${grey(shown.join('  ') + more)}\r\n`)
      this.rowsAbove = 0
      return this.drawLine(true)
    }
    this.line = next
    this.drawLine()
  }

  // --- drawing --------------------------------------------------------------------------------------------------------

  private redraw(): void {
    this.drawn = ''
    this.draw()
  }

  /** What was printed is only added to; if something else was (the playhead went back), all is drawn anew. */
  private draw(): void {
    const { blocks } = useTerminal.getState()
    const text = `${grey(folded(welcome, this.term.cols))}\r\n${blocks.map(textOf).join('')}`
    if (this.drawn === '' || !text.startsWith(this.drawn)) {
      // Within the stream: what is written before it has its turn first.
      this.term.write(`\x1bc${text}`)
    } else {
      this.toPrompt()
      this.term.write(text.slice(this.drawn.length))
    }
    this.drawn = text
    this.rowsAbove = 0
    this.drawLine(true)
  }

  /** The cursor to where the prompt begins, and nothing below it. */
  private toPrompt(): void {
    this.term.write(`\r${this.rowsAbove > 0 ? `\x1b[${this.rowsAbove}A` : ''}\x1b[J`)
  }

  private drawLine(fresh = false): void {
    const state = useTerminal.getState()
    if (!fresh) this.toPrompt()
    const goesOn = state.blocks.some((block) => block.state === 'follows')
    if (state.busy || goesOn) {
      const said = goesOn ? 'goes on with the playhead; Ctrl-C ends it' : 'runs …'
      this.term.write(grey(said))
      this.rowsAbove = Math.floor(said.length / this.term.cols)
      return
    }
    const { playhead, info } = useLab.getState()
    const clock = state.unfinished === '' ? `${clockText(playhead, info?.clockStartSeconds ?? 0)} ` : ''
    const prompt = promptOf(state)
    const { text, cursor } = this.line
    const { cols } = this.term
    this.term.write(`${grey(clock)}\x1b[1m${prompt}\x1b[0m${plain(text)}`)
    const length = clock.length + prompt.length
    const end = length + text.length
    // A line that fills its row leaves the cursor in it: the next row is begun by hand.
    if (end % cols === 0) this.term.write('\r\n')
    const at = length + cursor
    const up = Math.floor(end / cols) - Math.floor(at / cols)
    this.term.write(`${up > 0 ? `\x1b[${up}A` : ''}\r${at % cols > 0 ? `\x1b[${at % cols}C` : ''}`)
    this.rowsAbove = Math.floor(at / cols)
  }
}

function textOf({ prompt, line, at, said, refused, code, state }: TerminalBlock): string {
  const clock = clockText(at, useLab.getState().info?.clockStartSeconds ?? 0)
  const output = said.map(({ stream, text }) => (stream === 'stderr' ? red(plain(text)) : plain(text))).join('')
  const open = output === '' || said.at(-1)!.text.endsWith('\n') ? '' : '\r\n'
  const typed = `${grey(clock)} \x1b[1m${prompt}\x1b[0m${plain(line).replace(/\r\n/g, '\r\n> ')}\r\n`
  const end =
    refused !== ''
      ? `${yellow(plain(refused))}\r\n`
      : state === 'stopped'
        ? `${grey('^C')}\r\n`
        : state === 'over' && code !== 0
          ? `${grey(`exit code ${code}`)}\r\n`
          : ''
  return typed + output + open + end
}
