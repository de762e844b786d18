import { expect, it } from 'vitest'
import { Sitting } from '../../../rigs/sitting'
import { prepare, presetOf } from '../../../scenarios'

function sitting(): (line: string) => string {
  const spec = prepare({ ...presetOf('ha-master-fails')!, faults: [] })
  if (!spec.ok) throw new Error(spec.error)
  const person = new Sitting(spec.value)
  person.advance(12e6)
  return (line) => {
    const told = person.type(line)
    return told.ok ? told.value.stdout + told.value.stderr : told.error
  }
}

it('locks, elects and compares: who made the oldest key has it, and a transaction does the one or the other', () => {
  const type = sitting()
  type('ssh master-1')
  expect(type('etcdctl lock lk echo got')).toBe('got\n')
  expect(type('etcdctl get lk/ --prefix')).toBe('')
  // It holds on until it is stopped; whoever listens hears who leads.
  expect(type('etcdctl elect el me')).toMatch(/^el\/[0-9a-f]{16}\nme\n$/)
  expect(type('etcdctl elect -l el')).toMatch(/^el\/[0-9a-f]{16}\nme\n$/)
  type('etcdctl put foo bar')
  const then = 'put foo yes\n\nput foo no\n\n'
  expect(type(`etcdctl txn 'value("foo") = "bar"\n\n${then}'`)).toBe('SUCCESS\n\nOK\n')
  expect(type(`etcdctl txn 'value("foo") = "bar"\n\n${then}'`)).toBe('FAILURE\n\nOK\n')
  expect(type('etcdctl get foo')).toBe('foo\nno\n')
  expect(type('etcdctl --cacert=/etc/kubernetes/pki/etcd/ca.crt get foo')).toContain('tls: certificate required')
}, 120_000)
