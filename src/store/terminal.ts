import { create } from 'zustand'
import type { Micros } from '../base/time'
import type { Piece, Reply, Shell } from '../worker/protocol'
import { ask, askQuietly, refusalOf } from './connection'
import { readFiles, saveFiles } from './files'
import { useLab } from './lab'
import { pause } from './playback'
import { settled } from './seek'

/** One line that was typed, with all that it has printed. */
export interface TerminalBlock {
  readonly id: number
  readonly prompt: string
  readonly line: string
  /** When it was typed. */
  readonly at: Micros
  readonly said: readonly Piece[]
  /** A sentence why there is no answer. */
  readonly refused: string
  readonly code: number
  readonly state: 'waits' | 'follows' | 'stopped' | 'over'
  /** It changed the run, which holds it since. */
  readonly acted: boolean
}

interface Terminal {
  /** What was typed and printed, kept while another tab is open. */
  readonly blocks: readonly TerminalBlock[]
  /** What was typed, without repetitions, the last one last. */
  readonly typed: readonly string[]
  readonly shell: Shell
  /** Lines that are not a command yet: a quote or a here-document is open. */
  readonly unfinished: string
  readonly busy: boolean
  /** `kubectl edit` or `vi` waits for its file. */
  readonly editing: Editing | null
}

/** A file that an editor of the page has open because a line asked for it. */
export interface Editing {
  /** Its name in the shell that waits. */
  readonly file: string
  /** The machine that the shell is logged in to; empty: one's own. */
  readonly machine: string
  /** The line that is typed when it is saved. */
  readonly then: string
  /** What is printed if it is given up. */
  readonly cancelled: string
  /** It is a manifest, by its name: the API server has a say. */
  readonly checked: boolean
}

/** The file that `kubectl edit` opens. */
const editedFile = 'kubectl-edit.yaml'

const historyKey = 'failover-lab.terminal'
const longestHistory = 200

export const useTerminal = create<Terminal>()(() => ({
  blocks: [],
  typed: readHistory(),
  shell: { machine: '', vars: {}, code: 0, files: readFiles(), disks: {} },
  unfinished: '',
  busy: false,
  editing: null
}))

/** How the terminal asks for a line. */
export const promptOf = ({ shell, unfinished }: Pick<Terminal, 'shell' | 'unfinished'>): string =>
  unfinished !== '' ? '> ' : shell.machine === '' ? '$ ' : `root@${shell.machine}:~# `

let lastId = 0
const change = (id: number, next: Partial<TerminalBlock>): void =>
  useTerminal.setState(({ blocks }) => ({
    blocks: blocks.map((block) => (block.id === id ? { ...block, ...next } : block))
  }))

/**
 * Types a line at the instant shown. One that only reads leaves everything as it is; after any other, and after one that waits, the
 * playhead stands where its output was complete. What goes on by itself follows the playhead until somebody stops it.
 */
export async function typeLine(text: string): Promise<void> {
  const { busy, shell, unfinished } = useTerminal.getState()
  const whole = unfinished === '' ? text : `${unfinished}\n${text}`
  const edits = editOf(whole, shell)
  const line = edits?.reads ?? whole
  if (busy || following()) return
  const prompt = promptOf({ shell, unfinished: '' })
  remember(text)
  if (line.trim() === '') return
  useTerminal.setState({ busy: true })
  pause()
  await settled()
  const id = ++lastId
  const block: TerminalBlock = {
    id,
    prompt,
    line: whole,
    at: useLab.getState().playhead,
    said: [],
    refused: '',
    code: 0,
    state: 'waits',
    acted: false
  }
  useTerminal.setState(({ blocks }) => ({ blocks: [...blocks, block], unfinished: '' }))
  try {
    const reply = await ask('terminal', { line, shell })
    if (reply.unfinished) {
      useTerminal.setState(({ blocks }) => ({ blocks: blocks.filter((one) => one.id !== id), unfinished: line }))
      return
    }
    const { said, code, runs, shown, since, acted } = reply
    change(id, { said, code, at: since, acted, state: runs ? 'follows' : 'over' })
    keepShell(reply.shell)
    if (shown) useLab.setState({ playhead: shown.frame.now, ...(acted && { acted }) })
    if (runs) startFollowing(id, line, shell, since)
    if (edits && code === 0) useTerminal.setState({ editing: edits.editing })
  } catch (error) {
    change(id, { refused: refusalOf(error), code: 1, state: 'over' })
  } finally {
    useTerminal.setState({ busy: false })
  }
}

/** What an editor would open, as a line that writes it into a file of the shell, and the line that edits with what was saved. */
interface Edit {
  readonly reads: string
  readonly editing: Editing
}

/**
 * `kubectl edit` where no editor is named, and `vi` itself: the page has an editor. The line that follows can be read, repeated and shared like any
 * other.
 */
const editOf = (line: string, shell: Shell): Edit | undefined => viOf(line, shell) ?? kubectlEditOf(line, shell)

/** `vi FILE` and its like. */
function viOf(line: string, { machine }: Shell): Edit | undefined {
  const [, path = ''] = /^\s*(?:sudo\s+)?(?:vim?|nano|emacs|view)\s+(?:[-+]\S+\s+)*([\w./~@:-]+)\s*$/.exec(line) ?? []
  if (path === '' || path.startsWith('-') || path.endsWith('/')) return undefined
  const file = `.${path.replace(/^.*\//, '')}.swp`
  return {
    reads: `if [ -f ${path} ]; then cat ${path} > ${file}; else : > ${file}; fi`,
    editing: { file, machine, then: `cp ${file} ${path}`, cancelled: '', checked: /\.(?:ya?ml|json)$/.test(path) }
  }
}

function kubectlEditOf(line: string, { vars, machine }: Shell): Edit | undefined {
  const [, words] = /^\s*(?:kubectl|k)\s+edit\s+([^|;&<>]*)$/.exec(line) ?? []
  if (words === undefined || /(^|\s)(-h|--help)\b/.test(words) || vars.KUBE_EDITOR || vars.EDITOR) return undefined
  const shared = words
    .replace(/(^|\s)(?:-o|--output)[ =]?\S+/g, ' ')
    .replace(/(^|\s)--(?:save-config|validate|record|windows-line-endings|output-patch|field-manager)(?:=\S*)?/g, ' ')
  return {
    reads: `kubectl get ${shared} -o yaml > ${editedFile}`,
    editing: {
      file: editedFile,
      machine,
      then: `KUBE_EDITOR='cp ${editedFile}' kubectl edit ${words.trim()}`,
      cancelled: 'Edit cancelled, no changes made.\n',
      checked: true
    }
  }
}

/** The editor was closed; a line that was given up prints what its program prints then. */
export function endEditing(saved: boolean): void {
  const { editing, blocks } = useTerminal.getState()
  useTerminal.setState({ editing: null })
  if (editing === null) return
  if (saved) return void typeLine(editing.then)
  const [last] = blocks.slice(-1)
  const cancelled: Piece = { at: last?.at ?? 0, stream: 'stderr', text: editing.cancelled }
  if (last && editing.cancelled !== '') change(last.id, { said: [...last.said, cancelled] })
}

/** A kubectl line, as buttons of the page type it. */
export const typeKubectl = (text: string): Promise<void> =>
  typeLine(`kubectl ${text.trim().replace(/^kubectl(\s+|$)/, '')}`)

function keepShell(shell: Shell): void {
  if (shell.files !== useTerminal.getState().shell.files) saveFiles(shell.files)
  useTerminal.setState({ shell })
}

/** Files of the shell: beside the terminal, or on a machine that it was on. */
export const filesOf = ({ files, disks }: Shell, machine: string): Shell['files'] =>
  machine === '' ? files : (disks[machine] ?? {})

/** Other files there. */
export function setFiles(files: Shell['files'], machine = ''): void {
  const { shell } = useTerminal.getState()
  keepShell(machine === '' ? { ...shell, files } : { ...shell, disks: { ...shell.disks, [machine]: files } })
}

// --- what goes on ---------------------------------------------------------------------------------------------------

let stopListening: (() => void) | null = null
const following = (): boolean => stopListening !== null

/** A line that goes on prints what it had printed by the instant shown, whichever way the playhead went. */
function startFollowing(id: number, line: string, shell: Shell, since: Micros): void {
  let asking = false
  let wanted = false
  const look = async (): Promise<void> => {
    wanted = true
    if (asking) return
    asking = true
    while (wanted && following()) {
      wanted = false
      const reply = await askQuietly('terminal', { line, shell, since })
      if (!reply || !following()) break
      change(id, { said: reply.said, code: reply.code })
      if (!reply.runs) interrupt('over')
    }
    asking = false
  }
  stopListening = useLab.subscribe(({ frame, revision }, before) => {
    if (frame?.now !== before.frame?.now || revision?.branch !== before.revision?.branch) void look()
  })
}

/** Ctrl-C: ends what goes on, and gives up a line that is not finished. */
export function interrupt(state: 'stopped' | 'over' = 'stopped'): void {
  stopListening?.()
  stopListening = null
  useTerminal.setState(({ blocks }) => ({
    unfinished: '',
    blocks: blocks.map((block) => (block.state === 'follows' ? { ...block, state } : block))
  }))
}

export const clearTerminal = (): void =>
  useTerminal.setState(({ blocks }) => ({
    blocks: blocks.filter(({ state }) => state === 'waits' || state === 'follows')
  }))

/** Words that may stand where a line ends. */
export const completions = (line: string): Promise<{ from: number; words: readonly string[] } | null> =>
  askQuietly('complete', { line, shell: useTerminal.getState().shell })

/** What a file holds, and what is wrong with it. */
export const checkFile = (text: string): Promise<Reply<'check-file'> | null> => askQuietly('check-file', { text })

// --- history --------------------------------------------------------------------------------------------------------

function remember(line: string): void {
  if (line.trim() === '') return
  const typed = [...useTerminal.getState().typed.filter((old) => old !== line), line].slice(-longestHistory)
  useTerminal.setState({ typed })
  try {
    localStorage.setItem(historyKey, JSON.stringify(typed))
  } catch {
    // No storage, no history: the terminal works all the same.
  }
}

function readHistory(): string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(historyKey) ?? '[]')
    return Array.isArray(read) ? read.filter((line) => typeof line === 'string').slice(-longestHistory) : []
  } catch {
    return []
  }
}
