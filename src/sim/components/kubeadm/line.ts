import { formatTime } from '../../api/timestamp'
import type { Micros } from '../../../base/time'
import { binaryPath } from '../../command-line'
import { versionOf } from '../../kubeadm/versions'
import type { Shell } from './script'

/** The value of an option: `--a=b`, `--a b`; of one that has none, the empty text; undefined: it is not given. */
export function option(argv: readonly string[], ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const at = argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`))
    if (at >= 0) return argv[at] === name ? (argv[at + 1] ?? '') : argv[at]!.slice(name.length + 1)
  }
  return undefined
}

export const isSet = (argv: readonly string[], ...names: readonly string[]): boolean =>
  argv.some((arg) => names.some((name) => arg === name || arg === `${name}=true`))

/** The words that are no options, and no value of one of those named. */
export const words = (argv: readonly string[], valued: readonly string[] = []): string[] =>
  argv.filter((arg, i) => !arg.startsWith('-') && !valued.includes(argv[i - 1] ?? ''))

/** `v1.36.3`, however it was typed; empty: no version. */
export const normalized = (text: string): string => (/^v?1\.\d+\.\d+$/.test(text) ? `v${text.replace(/^v/, '')}` : '')

/** What a package has installed on this machine: the cluster's version, until somebody installs another. */
export function installed({ session, config }: Pick<Shell, 'session' | 'config'>, name: string): string {
  const known = session.files[binaryPath(name)] as { readonly version: string } | undefined
  return known?.version ?? versionOf(config)
}

export const isMaster = ({ cluster, machine }: Shell): boolean => cluster.masters.includes(machine)

/** `2026-10-07-17-16-33`: how kubeadm names a directory by the time. */
export function stamp(at: Micros): string {
  const iso = formatTime(at)
  return `${iso.slice(0, 10)}-${iso.slice(11, 19).replaceAll(':', '-')}`
}

/** `W1007 17:19:04.831301  109160 postupgrade.go:105] …`: a line of klog. */
export function klog(shell: Shell, level: 'I' | 'W' | 'E', text: string): void {
  const iso = formatTime(shell.now)
  const micros = String(Math.abs(shell.now % 1_000_000)).padStart(6, '0')
  shell.warn(`${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 19)}.${micros}    4242 ${text}\n`)
}

/** Digits as os.MkdirTemp gives them. */
export const digits = (shell: Shell): string => String(Math.floor(shell.random() * 4_000_000_000))

/** As Go's text/tabwriter lays out columns with a minimum of 10 and a padding of 3. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    row.slice(0, -1).forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 10, cell.length + 3)))
  return rows
    .map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join('')}\n`)
    .join('')
}
