import { expect, it } from 'vitest'
import { fromProtobuf } from './protobuf'
import { isShell, TypedShell } from './typed'
import type { Executed } from './upgrades'

/** Types into a shell whose scripts are answered by `run`; gives what the terminal shows, what was run and how it ended. */
async function types(keys: string, run: (script: string) => Partial<Executed>) {
  let shown = ''
  const ran: string[] = []
  const ends: number[] = []
  const exec = (script: string) => {
    ran.push(script)
    return Promise.resolve({ exitCode: 0, stdout: '', stderr: '', ...run(script) })
  }
  const on = { end: (code: number) => ends.push(code), fail: () => ends.push(-1) }
  const shell = new TypedShell('sh', exec, (text) => (shown += text), on)
  shell.hear(keys)
  await new Promise((done) => setTimeout(done, 10))
  return { shown, ran, ends }
}

it('shows what is typed, has each line run, and ends with the shell', async () => {
  const { shown, ran, ends } = await types('lz\u007fs\rexit 3\r', (script) =>
    script.startsWith('exit') ? { exitCode: 3 } : { stdout: 'bin\netc\n', stderr: 'oh\n' }
  )
  expect(shown).toBe('# lz\b \bs\r\nbin\r\netc\r\noh\r\n# exit 3\r\n')
  expect(ran).toEqual(['ls\n', 'exit 3\n'])
  expect(ends).toEqual([3])
})

it('remembers what changed the shell, if it did', async () => {
  const { ran } = await types('cd /etc\rcd /nowhere\rA=1\r\u0003ls', (script) => ({
    exitCode: script.includes('nowhere') ? 2 : 0
  }))
  expect(ran).toEqual(['cd /etc\n', 'cd /etc\ncd /nowhere\n', 'cd /etc\nA=1\n'])
  expect((await types('ls\u0003\u0004', () => ({}))).ends).toEqual([0])
})

it('knows a shell that is typed into from a script', () => {
  expect([['sh'], ['/bin/bash', '-il'], ['sh', '-c', 'ls'], ['sh', 'x.sh'], ['cat']].map(isShell)).toEqual([
    true,
    true,
    false,
    false,
    false
  ])
})

it('reads lists that are values of maps: what else is known of who asks', () => {
  const field = (number: number, value: string | Buffer) => {
    const bytes = Buffer.from(value)
    return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes])
  }
  const extra = Buffer.concat([field(1, 'k'), field(2, Buffer.concat([field(1, 'a'), field(1, 'b')]))])
  const meta = Buffer.concat([field(1, 'certificates.k8s.io/v1'), field(2, 'CertificateSigningRequest')])
  const body = field(2, field(6, extra))
  const whole = Buffer.concat([Buffer.from('k8s\0'), field(1, meta), field(2, body)])
  expect(JSON.parse(fromProtobuf(whole)!)).toMatchObject({ spec: { extra: { k: ['a', 'b'] } } })
})
