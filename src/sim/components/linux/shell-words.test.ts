import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { advanceProc, startProc, type Progress } from './process'
import type { Surroundings } from './programs'

/** Runs a script to its end, jumping over its sleeps. */
function printed(
  script: string,
  files: Record<string, string> = {},
  argv: readonly string[] = ['bash', '-c'],
  rest: Partial<Surroundings> = {}
) {
  const around: Surroundings = {
    now: 0,
    skew: 0,
    files: new Map(Object.entries(files)),
    hostname: 'kafka-2',
    env: { HOSTNAME: 'kafka-2' },
    anyProgram: false,
    unknownStatus: 0,
    cwd: '/',
    listens: () => false,
    ...rest
  }
  const { proc, progress: begun } = startProc([...argv, script], around)
  let progress: Progress = begun
  let now = 0
  while (progress.kind === 'runs' && progress.wakeAt <= seconds(600)) {
    now = progress.wakeAt
    progress = advanceProc(proc, { ...around, now })
  }
  return { out: proc.stdout, errors: proc.stderr, progress, took: now / seconds(1) }
}

describe('words of a shell', () => {
  it.each([
    // What is unquoted is split, what is quoted is not.
    ['l="a=1 b=2"; for i in $l; do echo "<$i>"; done', '<a=1>\n<b=2>\n'],
    ['l="a  b"; for i in "$l" x$l; do echo "<$i>"; done', '<a  b>\n<xa>\n<b>\n'],
    ['e=; set -- $e "$e" z; echo $#', '2\n'],
    ['a=(1 "2 3"); for i in "${a[@]}"; do echo "<$i>"; done', '<1>\n<2 3>\n'],
    ['x=$(printf "a\\nb"); echo $x; echo "$x"', 'a b\na\nb\n'],
    ['export L="a b"; M=$L; echo "$M"', 'a b\n'],
    ['[[ -z $none ]] && [[ $HOSTNAME == kafka-* ]] && echo yes', 'yes\n'],
    // Patterns are the files that they fit.
    ['cd /etc/c; echo *; echo /etc/*/b.x none*', 'a.x b.x\n/etc/c/b.x none*\n'],
    ['for f in /etc/c/*.x; do cat $f; done; echo "*"', 'onetwo*\n'],
    // Arithmetic is C's.
    ['echo $((${HOSTNAME##*-} + 1)) $(((1 + 2) * 3)) $((7 % 4 == 3 ? 10 : 20)) $((2 ** 3))', '3 9 10 8\n'],
    ['i=1; ((i++)); ((i += 3)); echo $i $((i > 4 && i < 6))', '5 1\n'],
    ['for ((i = 0; i < 3; i++)); do [ $i -eq 1 ] && continue; echo $i; done', '0\n2\n'],
    // A compound command has redirections as any other.
    ['n=0; while read -r a b; do n=$((n + 1)); echo "$b-$a"; done < /etc/lines; echo $n', '2-1\n4-3\n2\n'],
    ['{ echo a; echo b; } > /tmp/o; cat /tmp/o; if true; then echo c; fi >> /tmp/o; wc -l < /tmp/o', 'a\nb\n3\n']
  ])('%s', (script, out) => {
    expect(printed(script, { '/etc/c/a.x': 'one', '/etc/c/b.x': 'two', '/etc/lines': '1 2\n3 4\n' }).out).toBe(out)
  })

  it('takes its options in one', () => {
    const { out, errors } = printed('echo $((1+1))', {}, ['/bin/bash', '-ecx'])
    expect([out, errors]).toEqual(['2\n', '+ echo 2\n'])
  })

  it('runs what stands before a & beside itself', () => {
    const ticks = '(for i in 1 2 3; do sleep 2; echo tick $i; done) & sleep 3; echo main; wait; echo end'
    const { out, took } = printed(ticks)
    expect(out).toBe('tick 1\nmain\ntick 2\ntick 3\nend\n')
    expect(took).toBe(6)
    expect(printed('while true; do sleep 1; done & echo up; exit 3').progress).toEqual({ kind: 'exited', status: 3 })
  })

  it('ends where a variable is missed', () => {
    const { errors, progress } = printed('echo ${PASSWORD:?must be set}; echo on')
    expect(errors).toBe('sh: PASSWORD: must be set\n')
    expect(progress).toEqual({ kind: 'exited', status: 2 })
  })

  it('writes nowhere that is read-only or somebody else’s, and says so', () => {
    const denied = (path: string) => (path.startsWith('/tmp/') ? '' : 'Read-only file system')
    const script =
      'touch /x; echo $?; echo a > /y; echo $?; mkdir /d; cp /tmp/b /z; echo ok > /tmp/b; cat /tmp/b; nginx'
    const { out, errors } = printed(script, {}, ['sh', '-c'], { denied, user: { uid: 1000, gid: 0, groups: [] } })
    expect(out).toBe('1\n1\nok\n')
    expect(errors.split('\n')).toEqual([
      'touch: /x: Read-only file system',
      "sh: can't create /y: Read-only file system",
      "mkdir: can't create directory '/d': Read-only file system",
      "cp: can't create '/z': Read-only file system",
      'nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)',
      ''
    ])
  })
})
