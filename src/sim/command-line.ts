import { parseDuration } from '../base/duration'
import { Panic } from '../base/panic'
import type { Boot } from './cluster'
import { problemOf, type Flag, type FlagTable, type FlagValue } from './flag'
import type { Flags } from './kernel/types'
import { manifestOf, type ControlPlaneKind } from './kubeadm/manifests'

/**
 * What a component of the control plane is started with: the run's settings, and over them what its own command line says otherwise than kubeadm
 * has written it. So whoever edits a static pod's manifest changes that one process, from its next start on.
 * @throws Panic with the words of a program that does not understand its command line, before it does anything
 */
export function withCommandLine(boot: Boot, kind: ControlPlaneKind, table: FlagTable): Boot {
  const { argv, config, cluster, machine } = boot
  const given = argv.filter((arg) => arg.startsWith('--'))
  if (given.length === 0) return boot
  const address = (id: string) => cluster.addresses[id] ?? ''
  const masters = cluster.masters.map((id) => [id, address(id)] as const)
  const written = manifestOf(kind, { machine, address: address(machine), masters }, config)
  const usual = new Set(written.spec.containers[0]?.command)
  const own: Record<string, FlagValue> = {}
  for (const arg of given) {
    const [, name = '', value = 'true'] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? []
    const known = [name, `etcd-${name}`, `${name}-ms`, `etcd-${name}-ms`].find((one) => Object.hasOwn(table, one))
    if (usual.has(arg) || known === undefined) continue
    own[known] = valueOf(table[known]!, name, value)
  }
  return Object.keys(own).length === 0
    ? boot
    : { ...boot, config: Object.freeze({ ...config, ...own }) satisfies Flags }
}

/** A number, a duration as Go writes it, a word, true or false. */
function valueOf(flag: Flag, name: string, text: string): FlagValue {
  const duration = flag.unit === 's' || flag.unit === 'ms' ? parseDuration(text) : null
  const perUnit = flag.unit === 's' ? 1e6 : 1e3
  const value = duration?.ok ? duration.value / perUnit : typeof flag.default === 'boolean' ? text === 'true' : text
  const read = typeof flag.default === 'number' && typeof value === 'string' ? Number(value) : value
  const isOdd = typeof flag.default === 'boolean' && text !== 'true' && text !== 'false'
  const problem = isOdd ? 'parse error' : Number.isNaN(read) ? 'parse error' : problemOf(flag, read)
  if (problem !== '') throw new Panic(`invalid argument "${text}" for "--${name}" flag: ${problem}`)
  return read
}
