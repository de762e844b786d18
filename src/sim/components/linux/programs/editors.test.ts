import { expect, test } from 'vitest'
import { awk } from './awk'
import { diff } from './diff'
import { formatted } from './format'
import type { Program, Surroundings } from './program'
import { sed } from './sed'

const nodes = 'NAME STATUS AGE\nmaster-1 NotReady 4m\nmaster-2 Ready 4m\nworker-1 Ready 4m\n'
const around = (files: Readonly<Record<string, string>> = {}): Surroundings => ({
  now: 0,
  files: new Map(Object.entries(files)),
  hostname: 'laptop',
  env: {},
  anyProgram: false,
  unknownStatus: 0,
  listens: () => false
})
const ran =
  (program: (args: readonly string[], around: Surroundings, stdin: string) => ReturnType<Program>) =>
  (args: readonly string[], stdin = nodes) => {
    const outcome = program(args, around(), stdin)
    return outcome.kind === 'done' ? (outcome.stdout ?? '') + (outcome.stderr ?? '') : outcome.kind
  }
const [a, s] = [ran(awk), ran(sed)]

test.each([
  ['{print $1}', 'NAME\nmaster-1\nmaster-2\nworker-1\n'],
  ['NR>1 && $2!="Ready"', 'master-1 NotReady 4m\n'],
  ['NR>1{c[$2]++} END{for(k in c) print k, c[k]}', 'NotReady 1\nReady 2\n'],
  ['/master/,/worker/{n++} END{print n}', '3\n'],
  ['NR==2{sub(/Not/,""); print $2, NF, length($1), substr($1,1,3), toupper($1)}', 'Ready 3 8 mas MASTER-1\n'],
  ['END{printf "%d lines, %.1f%%\\n", NR, 100*3/NR}', '4 lines, 75.0%\n'],
  ['BEGIN{OFS="-"; x = 2 ^ 3 * 2; print x, 7 % 4, 1 == 1.0, "a" < "b", !x}', '16-3-1-1-0\n'],
  ['$1 ~ /^work/ { split($1, p, "-"); print p[2] ? "n" p[2] : "none"; exit }', 'n1\n'],
  [
    '{ if ($2 == "Ready") { r = r " " $1 } else if (NR > 1) bad = $1 } END { print r; print bad }',
    ' master-2 worker-1\nmaster-1\n'
  ],
  ['BEGIN { while (i < 3) { i++; if (i == 2) continue; s = s i } print s }', '13\n'],
  ['function f(x) { return x }', 'awk: syntax error or not known here, near "function"\n'],
  ['{print $1', 'awk: syntax error or not known here, near "end"\n']
])('awk %s', (program, said) => {
  expect(a([program])).toBe(said)
})

test('awk reads separators and variables of its command line', () => {
  expect(a(['-F:', '-v', 'n=2', '{print $n}'], 'a:b:c\n')).toBe('b\n')
  expect(a(['-F', '[:,]', '{print NF, $3}'], 'a:b,c\n')).toBe('3 c\n')
})

test.each([
  [['-n', '2,3p'], 'master-1 NotReady 4m\nmaster-2 Ready 4m\n'],
  [['1d;s/4m/5m/'], 'master-1 NotReady 5m\nmaster-2 Ready 5m\nworker-1 Ready 5m\n'],
  [['-n', '/master-1/,/worker/{p}'], "sed: -e expression #1: unknown command: `{'\n"],
  [['-n', '/master-2/,$p'], 'master-2 Ready 4m\nworker-1 Ready 4m\n'],
  [
    ['-E', '2,$s/^(\\w+)-([0-9]) .*/\\2 \\1 [&]/;1d;3q'],
    '1 master [master-1 NotReady 4m]\n2 master [master-2 Ready 4m]\n'
  ],
  [['-e', 's/e/E/2', '-e', '/REady/!d'], 'master-1 NotREady 4m\nmaster-2 REady 4m\nworker-1 REady 4m\n'],
  [['s/a\\(.\\)/<\\1>/'], 'NAME STATUS AGE\nm<s>ter-1 NotReady 4m\nm<s>ter-2 Ready 4m\nworker-1 Re<d>y 4m\n'],
  [['$='], 'NAME STATUS AGE\nmaster-1 NotReady 4m\nmaster-2 Ready 4m\n4\nworker-1 Ready 4m\n']
])('sed %j', (args, said) => {
  expect(s(args)).toBe(said)
})

test('printf takes widths, zeros and signs', () => {
  expect(formatted('%-6s|%6.2f|%04d|%+d|%x|%%', ['ab', '3.14159', '7', '5', '255'])).toBe('ab    |  3.14|0007|+5|ff|%')
})

test('diff tells of changed, added and removed lines, and 0 of equal files', () => {
  const files = around({ one: 'a\nb\nc\n', two: 'a\nB\nc\nd\n', same: 'a\nb\nc\n' })
  expect(diff(['one', 'two'], files)).toMatchObject({ status: 1, stdout: '2c2\n< b\n---\n> B\n3a4\n> d\n' })
  expect(diff(['-u', 'one', 'two'], files)).toMatchObject({
    stdout: '--- one\n+++ two\n@@ -1,3 +1,4 @@\n a\n-b\n+B\n c\n+d\n'
  })
  expect(diff(['one', 'same'], files)).toMatchObject({ status: 0 })
  expect(diff(['one', 'no'], files)).toMatchObject({ status: 2, stderr: 'diff: no: No such file or directory\n' })
})
