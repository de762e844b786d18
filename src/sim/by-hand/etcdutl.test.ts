import { expect, it } from 'vitest'
import { seconds } from '../../base/time'
import { presetOf, prepare } from '../../scenarios'
import { createSimulation } from '../simulation'

/** What lines print that are typed one after the other on the only master. */
function printed(lines: readonly string[]): readonly string[] {
  const commands = lines.map((line, i) => `${i + 1}s ssh master-1 ${line}`)
  const spec = prepare({ ...presetOf('single-master-fails')!, workloads: [], commands, faults: [] })
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  history.advance(seconds(lines.length + 1))
  return history.timeline.facts.flatMap(({ fact, detail }) => (fact === 'tool-output' ? [detail.text] : []))
}

it('a snapshot that hashkv has opened is restored only if its hash is not looked at', () => {
  const restore = 'etcdutl snapshot restore a.db --data-dir'
  const all = printed([
    'etcdctl snapshot save a.db',
    'etcdutl hashkv a.db',
    `${restore} /tmp/one`,
    `${restore} /tmp/two --skip-hash-check`
  ])
  expect(all.join('')).toMatch(/expected sha256 \[[\d ]+\], got \[[\d ]+\]/)
  expect(all.join('')).not.toMatch(/restored snapshot.*\/tmp\/one/)
  expect(all.join('')).toMatch(/restored snapshot.*\/tmp\/two/)
})

it('a watch from a revision that was compacted is canceled, a write with a lease that is not there refused', () => {
  const all = printed([
    'etcdctl put a b',
    'etcdctl put a c',
    'etcdctl compaction 3',
    'etcdctl watch --rev=2 a',
    'etcdctl put --lease=99 a d'
  ])
  expect(all.join('')).toContain(
    'watch was canceled (etcdserver: mvcc: required revision has been compacted)\nError: watch is canceled by the server\n'
  )
  expect(all.join('')).toContain('Error: etcdserver: requested lease not found\n')
})
