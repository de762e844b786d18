import { prepare } from '../../src/scenarios'
import { Sitting } from '../../src/rigs/sitting'
import type { Printed } from './compare'
import { Names, namesById } from './members'
import type { Typed } from '../typed'
import { stateOf } from './states'

const quoted = (word: string): string => (/^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

/** A line as it was typed; the value that `put` was given on its standard input stands behind it. */
function lineOf({ argv, stdin }: Typed, names: Names): string {
  const line = names.translated(argv.map(quoted).join(' '))
  return stdin === undefined ? line : `${line} ${quoted(stdin)}`
}

/**
 * Types a stretch of lines on master-1, one after the other.
 * @param all all that was recorded, also in other states: it names the members
 */
export function play(stretch: readonly Typed[], all: readonly Typed[]): ReadonlyMap<string, Printed> {
  const { scenario, before } = stateOf(stretch)
  const spec = prepare(scenario)
  if (!spec.ok) throw new Error(`${scenario.title}: ${spec.error}`)
  const sitting = new Sitting(spec.value)
  sitting.advance(15e6)
  sitting.type('ssh master-1')
  const names = new Names(namesById(all.map(({ stdout }) => stdout)))
  const list = sitting.type('etcdctl member list')
  if (list.ok) names.learn(recordedMembers, list.value.stdout)
  for (const line of before)
    if (typeof line === 'number') sitting.advance(line * 1e6)
    else sitting.type(line)
  sitting.advance(30e6)
  const now = sitting.type('etcdctl member list')
  if (now.ok) names.know(now.value.stdout)
  return new Map(
    stretch.map((recorded) => {
      leasesUnseen(sitting, recorded, names)
      if (recorded.argv.includes('compaction') && recorded.exit === 0) {
        // What could be compacted there is the present here.
        const status = sitting.type('etcdctl endpoint status -w json')
        const [, revision = ''] = /"revision":(\d+)/.exec(status.ok ? status.value.stdout : '') ?? []
        names.learnRevision(recorded.argv.at(-1)!, revision)
      }
      const told = sitting.type(lineOf(recorded, names))
      const printed: Printed = told.ok
        ? { stdout: told.value.stdout, stderr: told.value.stderr, code: told.value.runs ? null : told.value.code }
        : { stdout: '', stderr: told.error, code: 1 }
      names.learn(recorded.stdout, printed.stdout)
      return [recorded.id, printed] as const
    })
  )
}

/** Leases that a line finds and none has granted, with the keys that are attached to them; one that is gone and that none has revoked. */
function leasesUnseen(sitting: Sitting, { argv, stdout, stderr }: Typed, names: Names): void {
  const grant = (id: string, ttl: string): void => {
    if (names.knows(id)) return
    const granted = sitting.type(`etcdctl lease grant ${ttl}`)
    if (granted.ok) names.learn(id, /[0-9a-f]{15,16}/.exec(granted.value.stdout)?.[0] ?? '')
  }
  const [, id, ttl = '60', keys] =
    /^lease ([0-9a-f]{15,16}) granted with TTL\((\d+)s\), remaining\(\d+s\)(?:, attached keys\(\[(.*)\]\))?/.exec(
      stdout
    ) ?? []
  if (id !== undefined) {
    grant(id, ttl)
    for (const key of keys?.split(' ').filter((name) => name !== '') ?? [])
      sitting.type(names.translated(`etcdctl put ${key} x --lease=${id}`))
  }
  if (/^found \d+ leases/.test(stdout))
    for (const [listed] of stdout.matchAll(/^[0-9a-f]{15,16}$/gm)) grant(listed, '120')
  const gone =
    /already expired|requested lease not found/.test(stdout + stderr) && argv.find((word) => names.knows(word))
  if (gone) sitting.type(names.translated(`etcdctl lease revoke ${gone}`))
}

/** The recorder's members. */
const recordedMembers = [
  'cebdf10928a06f3c, started, master-1, https://10.0.0.11:2380',
  'f7a9c20602b8532e, started, master-2, https://10.0.0.12:2380',
  '55fcbe0adaa45350, started, master-3, https://10.0.0.13:2380'
].join('\n')
