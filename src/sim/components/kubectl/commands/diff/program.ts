import { structuredPatch } from 'diff'
import { formatTime } from '../../../../api/timestamp'
import type { KubeObject } from '../../../../api/types'
import { toYaml } from '../../print/yaml'
import { failure } from '../../script/failure'
import type { Shell } from '../../script/script'

/** An object as it is and as it would be. */
export interface Pair {
  /** Of the file that either is written to. */
  readonly name: string
  readonly from: KubeObject | null
  readonly to: KubeObject
}

/**
 * Writes both into directories and runs `diff -u -N` over them; here is no other program that KUBECTL_EXTERNAL_DIFF could name.
 * @returns whether they differ
 */
export function programDiffers(shell: Shell, pairs: readonly Pair[]): boolean {
  const program = JSON.stringify((shell.session.env.KUBECTL_EXTERNAL_DIFF ?? '').split(' ')[0])
  if (program !== '""' && program !== '"diff"')
    throw failure(`failed to run ${program}: exec: ${program}: executable file not found in $PATH`)
  const [live, after] = [directory(shell, 'LIVE'), directory(shell, 'MERGED')]
  const time = fileTime(shell)
  // What stands twice is what was written last; a directory is read in the order of its names.
  const files = [...new Map(pairs.map((pair) => [pair.name, pair])).values()]
  let differs = false
  for (const { name, from, to } of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const [old, next] = [from ? toYaml(from) : '', toYaml(to)]
    if (old === next) continue
    differs = true
    shell.print(`diff -u -N ${live}/${name} ${after}/${name}\n`)
    shell.print(`--- ${live}/${name}\t${time}\n+++ ${after}/${name}\t${time}\n${hunksOf(old, next)}`)
  }
  return differs
}

/** Models os.MkdirTemp. */
const directory = (shell: Shell, name: string): string => `/tmp/${name}-${Math.floor(shell.random() * 4_294_967_296)}`

/** `2026-11-29 05:24:07.733873000 +0000` */
function fileTime({ now }: Shell): string {
  const micros = String(Math.floor(now) % 1_000_000).padStart(6, '0')
  return `${formatTime(now).replace('T', ' ').replace('Z', '')}.${micros}000 +0000`
}

/** Hunks as GNU diff writes them: three lines around; a count of one is left out. */
function hunksOf(old: string, next: string): string {
  const { hunks } = structuredPatch('', '', old, next, '', '', { context: 3 })
  const range = (start: number, lines: number): string =>
    lines === 1 ? String(start) : `${lines === 0 ? start - 1 : start},${lines}`
  return hunks
    .map(
      ({ oldStart, oldLines, newStart, newLines, lines }) =>
        `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@\n${lines.map((line) => `${line}\n`).join('')}`
    )
    .join('')
}
