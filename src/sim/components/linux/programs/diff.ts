import { structuredPatch } from 'diff'
import { done, plain, type Outcome, type Surroundings } from './program'

/** diff of two files, plain or with `-u`; `-q` says only whether they differ. */
export function diff(args: readonly string[], { files }: Surroundings): Outcome {
  const [from, to, ...more] = plain(args)
  if (from === undefined || to === undefined || more.length > 0)
    return done(
      2,
      '',
      `diff: ${to === undefined ? `missing operand after '${from ?? 'diff'}'` : `extra operand '${more[0]!}'`}\n`
    )
  for (const path of [from, to]) if (!files.has(path)) return done(2, '', `diff: ${path}: No such file or directory\n`)
  const [old, next] = [files.get(from)!, files.get(to)!]
  if (old === next) return done(0)
  if (args.some((arg) => arg === '-q' || arg === '--brief')) return done(1, `Files ${from} and ${to} differ\n`)
  const unified = args.some((arg) => /^-u|^--unified/.test(arg))
  const { hunks } = structuredPatch('', '', old, next, '', '', { context: unified ? 3 : 0 })
  if (unified) return done(1, `--- ${from}\n+++ ${to}\n${hunks.map(unifiedHunk).join('')}`)
  return done(1, hunks.map(plainHunk).join(''))
}

type Hunk = ReturnType<typeof structuredPatch>['hunks'][number]

const range = (start: number, lines: number): string =>
  lines === 1 ? String(start) : `${lines === 0 ? start - 1 : start},${lines}`

const unifiedHunk = ({ oldStart, oldLines, newStart, newLines, lines }: Hunk): string =>
  `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@\n${lines.map((line) => `${line}\n`).join('')}`

/** `3c3`, `4,5d3`, `7a8,9`, and the lines. */
function plainHunk({ oldStart, oldLines, newStart, newLines, lines }: Hunk): string {
  const span = (start: number, count: number) =>
    count === 0 ? String(start - 1) : count === 1 ? String(start) : `${start},${start + count - 1}`
  const letter = oldLines === 0 ? 'a' : newLines === 0 ? 'd' : 'c'
  const side = (sign: string, mark: string) =>
    lines.filter((line) => line.startsWith(sign)).map((line) => `${mark} ${line.slice(1)}\n`)
  const [gone, come] = [side('-', '<'), side('+', '>')]
  return [
    `${span(oldStart, oldLines)}${letter}${span(newStart, newLines)}\n`,
    ...gone,
    ...(letter === 'c' ? ['---\n'] : []),
    ...come
  ].join('')
}
