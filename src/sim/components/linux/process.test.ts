import { describe, expect, it } from 'vitest'
import { ms, seconds } from '../../../base/time'
import { parseScript } from './shell-parse'
import { Unfinished } from './shell-tokens'
import { advanceProc, startProc, terminate, type Progress } from './process'
import type { Surroundings } from './programs'

const around = (now = 0, files: Record<string, string> = {}): Surroundings => ({
  now,
  files: new Map(Object.entries(files)),
  hostname: 'pod-1',
  env: {},
  anyProgram: false,
  unknownStatus: 0,
  listens: () => false
})

const sh = (script: string, files: Record<string, string> = {}) => startProc(['sh', '-c', script], around(0, files))

/** Runs a script to its end, jumping over its sleeps. */
function finish(script: string, files: Record<string, string> = {}, limit = seconds(3_600)) {
  const shared = around(0, files)
  const { proc, progress: begun } = startProc(['sh', '-c', script], shared)
  let progress: Progress = begun
  let now = 0
  while (progress.kind === 'runs' && progress.wakeAt <= limit) {
    now = progress.wakeAt
    progress = advanceProc(proc, { ...shared, now })
  }
  return { proc, progress, now, files: shared.files }
}

describe('shell scripts', () => {
  it.each([
    ['exit 0', 0, 0],
    ['exit 1', 1, 0],
    ['sleep 5; exit 1', 1, 5],
    ['sleep 0.5 && sleep 1.5 && exit 7', 7, 2],
    ['false || exit 3', 3, 0],
    ['if false; then exit 1; fi', 0, 0],
    ['set -e; if [ 5 -lt 4 ]; then exit 1; fi; exit 6', 6, 0],
    ['false; case a in b) exit 1 ;; esac', 0, 0],
    ['timeout 5 sh -c "while true; do sleep 2; done"; exit $?', 124, 5],
    ['timeout 5 sh -c "(sleep 9; exit 3)" || exit $?', 124, 5],
    ['timeout 5 sh -c "sleep 2; exit 3"; sleep 9; exit $?', 0, 11],
    ['true && exit 4', 4, 0],
    ['! false && exit 5', 5, 0],
    ['if test -f /tmp/x; then exit 1; else exit 2; fi', 2, 0],
    ['for i in 1 2 3; do sleep $i; done; exit $i', 3, 6],
    ['i=0; while [ $i -lt 4 ]; do i=$((i+1)); sleep 1; done; exit $i', 4, 4],
    ['until [ -f /tmp/x ]; do sleep 1; touch /tmp/x; done', 0, 1],
    ['no-such-program', 127, 0],
    ['sleep 2 & wait; exit 9', 9, 2],
    ['exec sleep 3', 0, 3],
    ['sh -c "sleep 1; exit 6"; exit $?', 6, 1],
    ['while true; do sleep 1; break; done; exit 8', 8, 1],
    ['[ "$(cat /etc/mode)" = slow ] && sleep 4; exit 0', 0, 4],
    ['set -e; false; sleep 9', 1, 0],
    ['set -e; false || true; if false; then :; fi; ! true; sleep 2; exit 5', 5, 2],
    ['set -e; echo x | grep y; sleep 9', 1, 0],
    ['stop() { sleep 2; return 4; }; stop; exit $?', 4, 2]
  ])('%s ends with %i after %i s', (script, status, after) => {
    const { progress, now } = finish(script, { '/etc/mode': 'slow\n' })
    expect(progress).toEqual({ kind: 'exited', status })
    expect(now).toBe(seconds(after))
  })

  it.each([
    ['echo "a b c" | cut -d" " -f2', 'b\n'],
    ['printf "3\\n1\\n2\\n" | sort -n | head -n 1', '1\n'],
    [
      'items=(foo bar baz); i=1; echo ${items[$i]} ${#items[@]}; items+=(qux); echo "${items[@]}"',
      'bar 3\nfoo bar baz qux\n'
    ],
    ['m=slow; case "$m" in fast|quick) echo f;; sl*) echo s;; *) echo o;; esac', 's\n'],
    [
      'f=/a/b.tar.gz; echo ${f##*/} ${f%.gz} ${f%%.*} ${f#/a/} ${#f} ${f/b/c} ${none:-x} ${none:+y}',
      'b.tar.gz /a/b.tar /a/b b.tar.gz 11 /a/c.tar.gz x\n'
    ],
    ['add() { local sum=$(($1 + $2)); echo "$# $sum"; }; add 3 4; for i in "$@"; do echo $i; done', '2 7\n'],
    ['[[ web-12 =~ -([0-9]+)$ ]] && echo ${BASH_REMATCH[1]}', '12\n'],
    [
      'echo slow > /tmp/m; echo "$(</tmp/m)"; date; date "+%F %T %s"',
      'slow\nThu Jan  1 00:00:00 UTC 2026\n2026-01-01 00:00:00 1767225600\n'
    ],
    ['printenv HOSTNAME NOPE; hostname -f', 'pod-1\npod-1\n'],
    ['seq 3 | while read n; do echo "<$n>"; done | tr -d "<"', '1>\n2>\n3>\n'],
    ["cat /etc/hosts | grep web | awk '{print $1}'", '10.0.0.7\n'],
    ['seq 5 | if true; then tail -n 2; fi | wc -l', '2\n'],
    ['echo $GREETING ${NOBODY:-nobody}', 'hello nobody\n'],
    ['echo x=1 | sed s/1/2/', 'x=2\n'],
    ['for i in $(seq 2); do echo $i; done | sed s/^/n/', 'n1\nn2\n'],
    ['sleep 1 | echo late', 'late\n'],
    ['[[ $(hostname) == pod-1 && -f /etc/hosts ]] && echo ours', 'ours\n']
  ])('%s prints %j', (script, stdout) => {
    const shared = { ...around(0, { '/etc/hosts': '10.0.0.7 web\n' }), env: { GREETING: 'hello' } }
    const { proc, progress } = startProc(['sh', '-c', script], shared)
    if (progress.kind === 'runs') advanceProc(proc, { ...shared, now: progress.wakeAt })
    expect(proc.stdout).toBe(stdout)
  })

  it('passes the status of the last member of a pipe', () => {
    expect(sh('true | false').progress).toEqual({ kind: 'exited', status: 1 })
    expect(sh('false | true').progress).toEqual({ kind: 'exited', status: 0 })
    expect(sh('echo up | grep -q up && exit 7').progress).toEqual({ kind: 'exited', status: 7 })
  })

  it('lives through the liveness example of the documentation', () => {
    const shared = around()
    const { proc, progress } = startProc(
      ['sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'],
      shared
    )
    expect(progress).toEqual({ kind: 'runs', wakeAt: seconds(30) })
    expect(startProc(['cat', '/tmp/healthy'], shared).progress).toEqual({ kind: 'exited', status: 0 })
    expect(advanceProc(proc, { ...shared, now: seconds(30) })).toEqual({ kind: 'runs', wakeAt: seconds(630) })
    const { proc: probe, progress: failed } = startProc(['cat', '/tmp/healthy'], shared)
    expect(failed).toEqual({ kind: 'exited', status: 1 })
    expect(probe.stderr).toBe("cat: can't open '/tmp/healthy': No such file or directory\n")
  })

  it('prints and redirects', () => {
    const { proc, files } = finish('echo boom; echo x > /tmp/out; echo y >> /tmp/out; exit 3')
    expect(proc.stdout).toBe('boom\n')
    expect(files.get('/tmp/out')).toBe('x\ny\n')
  })

  it('does not spin: a loop without a pause lets time pass', () => {
    const { progress } = sh('while true; do true; done')
    expect(progress).toEqual({ kind: 'runs', wakeAt: ms(100) })
  })
})

describe('SIGTERM to PID 1', () => {
  it('is ignored without a handler', () => {
    expect(terminate(sh('sleep 3600').proc, 0)).toBeNull()
    expect(terminate(sh('exec sleep 3600').proc, 0)).toBeNull()
    expect(terminate(sh("trap '' TERM; sleep 3600").proc, 0)).toBeNull()
    expect(terminate(startProc(['sleep', '3600'], around()).proc, 0)).toBeNull()
  })

  it('stops a server at once', () => {
    expect(terminate(startProc(['nginx', '-g', 'daemon off;'], around()).proc, ms(5))).toEqual({ at: ms(5), exit: 0 })
  })

  it('runs a trap when the foreground command is over', () => {
    const { proc } = sh("trap 'exit 0' TERM; while true; do sleep 0.2; done")
    const end = terminate(proc, ms(1_050))
    expect(end).toEqual({ at: ms(1_200), exit: null })
    expect(advanceProc(proc, around(ms(1_200)))).toEqual({ kind: 'exited', status: 0 })
  })

  it('interrupts wait at once', () => {
    const { proc } = sh("trap 'exit 5' TERM; sleep 100 & wait")
    expect(terminate(proc, seconds(2))).toEqual({ at: seconds(2), exit: null })
    expect(advanceProc(proc, around(seconds(2)))).toEqual({ kind: 'exited', status: 5 })
  })
})

describe('programs of an application', () => {
  const app = { ...around(), anyProgram: true }
  const wakes = (argv: string[], main: boolean) => startProc(argv, app, main).progress

  it('serve if that is what the container is for, and do an errand if not', () => {
    expect(wakes(['/app/server'], true)).toEqual({ kind: 'runs', wakeAt: Number.MAX_SAFE_INTEGER })
    expect(wakes(['/app/migrate'], false)).toEqual({ kind: 'runs', wakeAt: ms(1_500) })
    const { proc } = startProc(['sh', '-c', '/app/migrate && exec /app/server'], app, true)
    expect(advanceProc(proc, { ...app, now: ms(1_500) })).toEqual({ kind: 'runs', wakeAt: Number.MAX_SAFE_INTEGER })
  })

  it('end as the annotation says', () => {
    const { proc } = startProc(['/app/migrate'], { ...app, unknownStatus: 3 })
    expect(advanceProc(proc, { ...app, now: ms(1_500) })).toEqual({ kind: 'exited', status: 3 })
  })

  it.each([
    [['redis-cli', 'ping'], 6379, 1],
    [['redis-cli', '-p', '7000', 'ping'], 7000, 1],
    [['pg_isready', '-U', 'postgres'], 5432, 2],
    [['mysqladmin', 'ping', '-h', '127.0.0.1'], 3306, 1],
    [['grpc_health_probe', '-addr=:9555'], 9555, 2]
  ])('%j asks port %i of its own pod, and fails with %i where nobody listens', (argv, port, refused) => {
    const listens = (asked: number) => asked === port
    expect(startProc(argv, { ...app, listens }).progress).toEqual({ kind: 'exited', status: 0 })
    expect(startProc(argv, { ...app, listens: (asked) => asked !== port }).progress).toEqual({
      kind: 'exited',
      status: refused
    })
  })

  it('are not found in a base image', () => {
    expect(startProc(['redis-cli', 'ping'], around()).progress).toEqual({ kind: 'missing', program: 'redis-cli' })
  })
})

describe('what people type', () => {
  const said = (script: string, files: Record<string, string> = {}) => {
    const { proc, progress } = sh(script, files)
    return { ...proc, status: progress.kind === 'exited' ? progress.status : -1 }
  }
  it('here-documents, here-strings and both streams in one', () => {
    expect(said('A=x; cat <<EOF\n1 $A\nEOF\necho 2').stdout).toBe('1 x\n2\n')
    expect(said("A=x; cat <<'EOF'\n1 $A\nEOF").stdout).toBe('1 $A\n')
    expect(said('cat <<-EOF | wc -l\n\ta\n\tb\n\tEOF').stdout).toBe('2\n')
    expect(said('tr a-z A-Z <<< abc').stdout).toBe('ABC\n')
    expect(said('ls /no 2>&1 | wc -l').stdout).toBe('1\n')
    expect(said('ls /no |& wc -l').stdout).toBe('1\n')
    expect(said('echo a >&2')).toMatchObject({ stdout: '', stderr: 'a\n' })
  })
  it('filters as their manuals say', () => {
    const files = { '/f': 'b 2\na 10\nb 2\nc 1\n' }
    expect(said('sort -k2 -n /f | head -1', files).stdout).toBe('c 1\n')
    expect(said('sort /f | uniq -c | sort -rn | head -1', files).stdout).toBe('      2 b 2\n')
    expect(said('grep -n -A 1 a /f', files).stdout).toBe('2:a 10\n3-b 2\n')
    expect(said('grep -E "a|c" /f | wc -l', files).stdout).toBe('2\n')
    expect(said('cut -d" " -f2- /f | tail -1', files).stdout).toBe('1\n')
    expect(said('echo abc | base64 | base64 -d').stdout).toBe('abc\n')
    expect(said('column -t /f | head -1', files).stdout).toBe('b  2\n')
  })
  it('a shell within a shell keeps what it has said and what it knows while it waits', () => {
    const { proc } = finish("sh -c 'n=3; echo begun; sleep 1; echo $n; for i in 1 2; do sleep 1; echo $i; done'")
    expect(proc.stdout).toBe('begun\n3\n1\n2\n')
  })
  it.each([
    ['tail -n+1 -F /log', '1\n2\n3\n'],
    ['tail -f -n 1 /log', '2\n3\n']
  ])('%s prints what comes to a file as it comes', (line, printed) => {
    const files = { '/log': '1\n2\n' }
    for (const argv of [line.split(' '), ['sh', '-c', line]]) {
      const shared = around(0, files)
      const { proc, progress } = startProc(argv, shared)
      expect(progress.kind).toBe('runs')
      shared.files.set('/log', '1\n2\n3\n')
      for (const now of [seconds(1), seconds(2)]) expect(advanceProc(proc, { ...shared, now }).kind).toBe('runs')
      expect(proc.stdout).toBe(printed)
    }
  })
  it('jq’s simple paths', () => {
    const files = {
      '/j': JSON.stringify({
        items: [
          { n: 'a', p: 1 },
          { n: 'b', p: 2 }
        ]
      })
    }
    expect(said("jq -r '.items[].n' /j", files).stdout).toBe('a\nb\n')
    expect(said("jq '.items | length' /j", files).stdout).toBe('2\n')
    expect(said("jq -r '.items[] | select(.p > 1) | .n' /j", files).stdout).toBe('b\n')
    expect(said(`jq -r '.items[] | "\\(.n)=\\(.p)"' /j`, files).stdout).toBe('a=1\nb=2\n')
    expect(said("jq '.nosuch.more' /j", files).stdout).toBe('null\n')
    expect(said("jq '.[' /j", files)).toMatchObject({ status: 3 })
  })
  it('getopts: options alone, together, with arguments, unknown and without one', () => {
    const options = (spec: string, words: string) =>
      said(`set -- ${words}; while getopts ${spec} o; do echo "$o $OPTARG"; done; echo $OPTIND`)
    expect(options('m:s:p:', '-p /a -s12 rest').stdout).toBe('p /a\ns 12\n4\n')
    expect(options('abc:', '-abc x -- -a').stdout).toBe('a \nb \nc x\n4\n')
    expect(options('a', '-z -a').stdout).toBe('? \na \n3\n')
    expect(options(':a:', '-z -a').stdout).toBe('? z\n: a\n3\n')
    expect(options('a', '').stdout).toBe('1\n')
  })
  it('says of a script whether more lines could end it', () => {
    for (const open of ['cat <<EOF\na', "echo 'a", 'a |', 'a &&', 'if true; then', 'echo $(a', 'a \\'])
      expect(() => parseScript(open), open).toThrow(Unfinished)
    expect(() => parseScript(')')).toThrow('syntax error')
  })
})

describe('programs that are not there to serve', () => {
  it.each([
    [['nohup', 'sleep', '5'], 0, 5],
    [['chroot', '/host', 'sh', '-c', 'exit 3'], 3, 0],
    [['which', 'cat'], 0, 0],
    [['which', 'nothing'], 1, 0],
    [['time', 'false'], 1, 0]
  ])('%j as a first process is what it runs', (argv, status, after) => {
    const started = startProc(argv, around(), true)
    if (after > 0) expect(started.progress).toEqual({ kind: 'runs', wakeAt: seconds(after) })
    const { progress, proc } = started
    const end = progress.kind === 'exited' ? progress : advanceProc(proc, around(seconds(after)))
    expect(end).toEqual({ kind: 'exited', status })
  })

  it('a server that is asked for its version tells that of its image, and ends', () => {
    const image = (imageNamed: string) => ({ ...around(), imageNamed, anyProgram: true })
    const ended = (argv: string[], imageNamed: string) => {
      const { proc, progress } = startProc(argv, image(imageNamed))
      return [progress.kind, proc.stdout + proc.stderr]
    }
    expect(ended(['nginx', '-v'], 'nginx:1.27.5-alpine')).toEqual(['exited', 'nginx version: nginx/1.27.5\n'])
    expect(ended(['redis-server', '--version'], 'docker.io/library/redis:7.4@sha256:0')[1]).toContain('v=7.4 ')
    // Whose version an application's tag is, is not known.
    expect(ended(['python', '-V'], 'ghcr.io/org/app:2.1')).toEqual(['exited', ''])
    expect(ended(['nginx', '-t'], 'nginx')[1]).toContain('syntax is ok')
  })
})
