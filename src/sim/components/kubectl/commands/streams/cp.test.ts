import { expect, it } from 'vitest'
import { bytesOfText, textOfBytes } from '../../../../../base/bytes'
import { entriesOf, pack } from '../../../../../base/ustar'
import type { ApiRequest } from '../../../kube-apiserver/messages'
import { runFake, type FakeAnswer } from '../../test-world'

const pod = {
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name: 'p', namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'busybox' }] },
  status: { phase: 'Running' }
}
const executed = (exitCode: number, stdout = ''): FakeAnswer => ({ code: 101, body: { exitCode, stdout, stderr: '' } })
const files = { 'dir/a': 'one', 'dir/sub/b': 'ä\udcff', 'x.txt': 'x' }

/** Copies into a pod in which nothing but `/tmp` is a directory; gives the command and what it unpacks. */
function sent(line: string) {
  const answer = ({ verb, options }: ApiRequest): FakeAnswer => {
    if (verb === 'get') return { code: 200, body: pod }
    return executed(options?.command?.[0] === 'test' && options.command[2] !== '/tmp' ? 1 : 0)
  }
  const { requests, exit } = runFake(line, answer, { files })
  const { command, stdin = '' } = requests[requests.length - 1]!.options!
  return { exit, command: command!.join(' '), entries: entriesOf(bytesOfText(stdin)) }
}

it('packs a file under its new name, into a directory under its own', () => {
  const [name, content] = ['x.txt', 'x']
  expect(sent('kubectl cp x.txt p:/srv/y')).toEqual({
    exit: 0,
    command: 'tar -xmf - -C /srv',
    entries: [{ name: 'y', content }]
  })
  expect(sent('kubectl cp ./x.txt p:/tmp')).toEqual({
    exit: 0,
    command: 'tar -xmf - -C /tmp',
    entries: [{ name, content }]
  })
})

it('packs a directory with all that is in it', () => {
  expect(sent('kubectl cp dir p:/tmp').entries).toEqual([
    { name: 'dir/a', content: 'one' },
    { name: 'dir/sub/b', content: files['dir/sub/b'] }
  ])
})

it('unpacks what comes: the archive is read to its end', () => {
  const config = 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: from-pod}\n'
  const archive = textOfBytes(pack([{ name: 'etc/app/m.yaml', content: config }], 0))
  const { exit, requests, stderr } = runFake('kubectl cp p:/etc/app/m.yaml ./m.yaml', ({ verb }) =>
    verb === 'get' ? { code: 200, body: pod } : executed(0, archive)
  )
  expect({ exit, stderr, command: requests[1]!.options?.command }).toEqual({
    exit: 0,
    stderr: '',
    command: ['tar', 'cf', '-', '/etc/app/m.yaml']
  })
})
