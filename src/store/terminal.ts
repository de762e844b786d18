import { create } from 'zustand'
import type { Micros } from '../base/time'
import type { Shell } from '../worker/protocol'
import { ask, refusalOf } from './connection'
import { useLab } from './lab'
import { pause } from './playback'
import { settled } from './seek'

export interface TerminalLine {
  readonly kind: 'typed' | 'stdout' | 'stderr' | 'refused'
  readonly text: string
  readonly at: Micros
  /** Of a typed line: it changed the run, which holds it since. */
  readonly acted?: boolean
}

interface Terminal {
  /** What was typed and printed, kept while another tab is open. */
  readonly lines: readonly TerminalLine[]
  /** What was typed, without repetitions, the last one last. */
  readonly typed: readonly string[]
  readonly busy: boolean
}

export const useTerminal = create<Terminal>()(() => ({ lines: [], typed: [], busy: false }))

const append = (...lines: readonly TerminalLine[]) =>
  useTerminal.setState((terminal) => ({ lines: [...terminal.lines, ...lines] }))

/** The line that was typed last is part of the run. */
const markActed = (): void =>
  useTerminal.setState(({ lines }) => {
    const typed = lines.findLastIndex(({ kind }) => kind === 'typed')
    return { lines: lines.map((line, i) => (i === typed ? { ...line, acted: true } : line)) }
  })

let shell: Shell = { machine: '', vars: {}, code: 0, files: {}, disks: {} }

/**
 * Types a kubectl line at the instant shown. One that only reads leaves everything as it is; after any other the playhead stands where
 * its output was complete.
 */
export async function typeKubectl(text: string): Promise<void> {
  const line = text.trim().replace(/^kubectl(\s+|$)/, '')
  const { busy, typed } = useTerminal.getState()
  if (line === '' || busy) return
  useTerminal.setState({ typed: [...typed.filter((old) => old !== line), line], busy: true })
  pause()
  const print = (kind: TerminalLine['kind'], said: string, at = useLab.getState().playhead) =>
    append({ kind, text: said, at })
  try {
    await settled()
    print('typed', line)
    const { said, code, shown, shell: next } = await ask('terminal', { line: `kubectl ${line}`, shell })
    shell = next
    append(...said.map(({ at, stream, text }): TerminalLine => ({ kind: stream, text, at })))
    if (code !== 0) print('refused', `exit code ${code}`)
    if (shown) markActed()
    if (shown) useLab.setState({ playhead: shown.frame.now, acted: true })
  } catch (error) {
    const sentence = refusalOf(error)
    if (sentence !== '') print('refused', sentence)
  } finally {
    useTerminal.setState({ busy: false })
  }
}
