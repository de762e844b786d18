import { gunzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { bytesOfText, textOfBytes } from '../../../base/bytes'
import { pathFrom } from './places'
import { startProc } from './process'
import type { Surroundings } from './programs'

const binary = textOfBytes(Uint8Array.from({ length: 700 }, (_, i) => i & 255))

const container = (files: Record<string, string> = {}, more: Partial<Surroundings> = {}): Surroundings => ({
  now: 0,
  files: new Map(Object.entries({ '/etc/hosts': '127.0.0.1 localhost\n', ...files })),
  hostname: 'pod-1',
  env: {},
  anyProgram: false,
  unknownStatus: 0,
  listens: () => false,
  cwd: '/srv',
  home: '/srv',
  keeps: 1_000_000,
  ...more
})

function run(argv: string | readonly string[], around = container(), stdin = '') {
  const { proc, progress } = startProc(typeof argv === 'string' ? ['sh', '-c', argv] : argv, around, false, stdin)
  return { out: proc.stdout, err: proc.stderr, status: progress.kind === 'exited' ? progress.status : progress.kind }
}

describe('where a shell works', () => {
  it.each([
    ['pwd; cd /etc; pwd; echo $PWD $OLDPWD', '/srv\n/etc\n/etc /srv\n'],
    ['cd /etc && cat hosts ./hosts ../etc/hosts | wc -l', '3\n'],
    ['cd /etc; cd -; pwd', '/srv\n/srv\n'],
    ['cd /nope || echo no; pwd', 'no\n/srv\n'],
    ['cd /etc/hosts; pwd', '/srv\n'],
    ['(cd /etc; pwd; exit 3); echo $?; pwd', '/etc\n3\n/srv\n'],
    ["sh -c 'cd /etc; pwd'; pwd", '/etc\n/srv\n'],
    ['echo $(cd /etc; pwd) $(pwd)', '/etc /srv\n'],
    ['echo x > f; mkdir -p a/b && mv f a/b/ && cd a && ls b && cat /srv/a/b/f', 'f\nx\n'],
    ['mkdir a; echo 1 > a/x; cp -r a c; rm -r a; ls; test -d a; echo $?; find . -type f', 'c\n1\n./c/x\n'],
    ['mkdir d; [ -d d ] && rmdir d; [ -e d ]; echo $?', '1\n'],
    ["echo 'echo $1 $0' > s; sh s hi | cut -d' ' -f1", 'hi\n']
  ])('%s', (script, out) => expect(run(script).out).toBe(out))

  it('paths are read from there', () => {
    expect(['a', '../a', './', '/x/../y/', '../../..'].map((path) => pathFrom('/srv/w', path))).toEqual([
      '/srv/w/a',
      '/srv/a',
      '/srv/w/',
      '/y/',
      '/'
    ])
  })
})

describe('shells inside shells', () => {
  it.each([
    ["echo x | sh -c 'cat'", 'x\n'],
    ["printf 'a b\\n' | sh -c 'read x y; echo $y'", 'b\n'],
    ['echo a | (cat; echo b) | tr ab xy', 'x\ny\n'],
    ["sh -c 'echo in' > /tmp/f; cat /tmp/f", 'in\n'],
    ['(echo one; echo two) > /tmp/f; wc -l < /tmp/f', '2\n'],
    [
      "A=1; (A=2; echo $A); sh -c 'echo [$A]'; export A; sh -c 'echo [$A]'; B=3 sh -c 'echo $B'; echo $A$B",
      '2\n[]\n[1]\n3\n1\n'
    ],
    ["sh -c 'exit 4'; echo $?; (exit 5) || echo $?", '4\n5\n'],
    ["echo 'echo typed' | sh", 'typed\n'],
    ['(exec echo a); echo b', 'a\nb\n']
  ])('%s', (script, out) => expect(run(script).out).toBe(out))

  it('set -e ends the shell in which it fails, and the one around it only by its status', () => {
    expect(run('set -e; (false; echo no) || echo caught; (false); echo no')).toMatchObject({
      out: 'caught\n',
      status: 1
    })
  })
})

describe('tar', () => {
  const tree = () => container({ '/srv/d/a': 'text\n', '/srv/d/sub/b': binary, [`/srv/d/${'long'.repeat(40)}`]: 'ä' })

  it('packs and unpacks any bytes, by a pipe, by a file, compressed', () => {
    for (const script of [
      'mkdir o; tar cf - d | tar xf - -C o',
      'tar -czf t.tgz d; mkdir o; cd o; tar xzf ../t.tgz',
      'tar cf t.tar d && gzip t.tar && mkdir o && gunzip -c t.tar.gz | (cd o && tar x)',
      'mkdir o; tar -C d -cf - . | tar -xmf - --no-same-owner -C o; mv o x; mkdir o; mv x o/d'
    ]) {
      const around = tree()
      expect(run(script, around)).toEqual({ out: '', err: '', status: 0 })
      for (const [path, content] of tree().files)
        if (path.startsWith('/srv/')) expect(around.files.get(path.replace('/srv/', '/srv/o/'))).toBe(content)
    }
  })

  it('lists, leaves names that lead out, and tells what is wrong', () => {
    expect(run('tar cf t d/sub; tar tf t; tar tzf t d/none', tree())).toEqual({
      out: 'd/sub/\nd/sub/b\n',
      err: 'tar: d/none: not found in archive\n',
      status: 1
    })
    expect(run('tar cf - nope', tree()).err).toBe(
      'tar: nope: No such file or directory\ntar: error exit delayed from previous errors\n'
    )
    expect(run('echo nonsense | tar xf -').status).toBe(1)
    expect(run(['tar', 'cf', '-', '/etc/hosts']).err).toBe("tar: removing leading '/' from member names\n")
  })

  it('reads its input as any program does; others gunzip what it says', () => {
    const packed = run(['tar', 'czf', '-', 'd'], tree()).out
    expect(gunzipSync(bytesOfText(packed)).length % 512).toBe(0)
    const around = container()
    run(['tar', 'xmf', '-', '-C', '/tmp'], around, packed)
    expect(around.files.get('/tmp/d/sub/b')).toBe(binary)
  })

  it('is not in an image that has no shell', () => {
    const bare = container({}, { bare: true, anyProgram: true })
    for (const program of ['tar', 'sh', 'ls', 'curl'])
      expect(startProc([program], bare).progress).toEqual({ kind: 'missing', program })
    expect(startProc(['/server'], bare, true).progress.kind).toBe('runs')
  })
})

it('counts bytes, not characters', () => {
  expect(run("printf 'ä1' > f; wc -c < f; head -c 2 f; tail -c 1 f").out).toBe('3\nä1')
  expect(run(['ls', '-l', '/etc/hosts']).out).toMatch(
    /^-rw-r--r-- +1 root +root +20 \w{3} [ \d]\d \d\d:\d\d \/etc\/hosts\n$/
  )
})
