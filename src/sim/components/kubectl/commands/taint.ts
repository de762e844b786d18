import { labelValueProblems, qualifiedNameProblems } from '../../../api/kinds/names'
import { twoWayPatch } from '../../../api/patch/two-way'
import { objectType } from '../../../api/scheme'
import type { KubeObject, Node } from '../../../api/types'
import { fetched } from '../script/effects'
import { Failure, failure, plain, usageError } from '../script/failure'
import type { Info } from '../script/manifest'
import { dryRunOf, managerOf, validationOf } from '../script/options'
import { printerOf } from '../script/printing'
import { scripted, type Script, type Shell } from '../script/script'
import { callOf, discover, resourceFor } from '../script/targets'
import { mappingOf, unknownText } from '../resources'
import { typed } from '../script/typed'
import { visit } from '../script/visit'
import { isSet, text } from '../session'

interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect?: string
}
interface Change {
  readonly add: readonly Taint[]
  readonly remove: readonly Taint[]
}

/** Models kubectl/pkg/cmd/taint/taint.go. */
export const taint = scripted(taintEach)

function* taintEach(shell: Shell): Script {
  const { flags } = shell
  const dryRun = dryRunOf(shell)
  const validation = validationOf(shell)
  const { nodes, change } = argumentsOf(shell)
  yield* validate(shell, nodes, change)
  const selector = text(flags, 'selector')
  const all = isSet(flags, 'all')
  const words = all || selector !== '' ? ['node'] : ['node', ...nodes.slice(1)]
  const manager = managerOf(shell, 'kubectl-taint')
  const print = printerOf(shell, '')
  yield* visit(shell, words, { selector, selectAll: all, continueOnError: true }, function* (info: Info) {
    const node = typed(info) as Node
    const { taints, done } = changed(node, change, isSet(flags, 'overwrite'))
    const { taints: _, ...spec } = node.spec
    const after = { ...node, spec: { ...spec, ...(taints.length > 0 && { taints }) } }
    if (dryRun === 'client') return print(after, { done, typed: true })
    const result = yield* fetched(shell, {
      verb: 'patch',
      ...callOf(info),
      body: twoWayPatch({ ...node }, { ...after }, objectType(info.kind)) ?? {},
      options: {
        patchType: 'strategic',
        ...(manager !== '' && { fieldManager: manager }),
        fieldValidation: validation,
        ...(dryRun === 'server' && { dryRun: true })
      }
    })
    print(result as KubeObject, { done, typed: true })
  })
}

function argumentsOf({ args }: Shell): { nodes: string[]; change: Change } {
  const nodes: string[] = []
  const specs: string[] = []
  for (const arg of args) {
    if (arg.includes('=') || arg.includes(':') || arg.endsWith('-')) specs.push(arg)
    else if (specs.length > 0) throw failure(`all resources must be specified before taint changes: ${arg}`)
    else nodes.push(arg)
  }
  if (nodes.length === 0) throw failure('one or more resources must be specified as <resource> <name>')
  if (specs.length === 0) throw failure('at least one taint update is required')
  try {
    return { nodes, change: changeOf(specs) }
  } catch (error) {
    if (error instanceof Failure) throw usageError('taint', error.message)
    throw error
  }
}

function* validate(shell: Shell, nodes: readonly string[], { add, remove }: Change): Script {
  const { flags } = shell
  const [type = ''] = nodes
  if (!mappingOf(shell, type)) yield* discover(shell)
  if (!mappingOf(shell, type)) throw new Failure({ form: 'plain', text: unknownText(type), bare: true })
  const found = yield* resourceFor(shell, type)
  if (found.kind.kind !== 'Node') throw failure(`invalid resource type ${type}, only node types are supported`)
  const both = add.filter((one) =>
    remove.some(({ key, effect }) => key === one.key && (!effect || effect === one.effect))
  )
  if (both.length > 0)
    throw failure(
      `can not both modify and remove the following taint(s) in the same command: ${both.map(shown).join(', ')}`
    )
  const selects = isSet(flags, 'all') || text(flags, 'selector') !== ''
  if (isSet(flags, 'all') && text(flags, 'selector') !== '')
    throw failure('cannot set --all and --selector at the same time')
  if (nodes.length < 2 && !selects)
    throw failure("at least one resource name must be specified since 'all' parameter is not set")
}

const shown = ({ key, value = '', effect = '' }: Taint): string =>
  effect === ''
    ? value === ''
      ? key
      : `${key}=${value}:`
    : value === ''
      ? `${key}:${effect}`
      : `${key}=${value}:${effect}`

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** Models kubectl/pkg/cmd/taint parseTaints. */
function changeOf(specs: readonly string[]): Change {
  const add: Taint[] = []
  const remove: Taint[] = []
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const { key, effect } = taintOf(spec.slice(0, -1))
      remove.push({ key, ...(effect && { effect }) })
      continue
    }
    const wanted = taintOf(spec)
    if (!wanted.effect) throw failure(`invalid taint spec: ${spec}`)
    if (add.some(({ key, effect }) => key === wanted.key && effect === wanted.effect))
      throw failure(
        `duplicated taints with the same key and effect: {${wanted.key} ${wanted.value ?? ''} ${wanted.effect} <nil>}`
      )
    add.push(wanted)
  }
  return { add, remove }
}

function taintOf(spec: string): Taint {
  const [pair = '', effect, ...more] = spec.split(':')
  if (more.length > 0) throw failure(`invalid taint spec: ${spec}`)
  let key = pair
  let value = ''
  if (effect !== undefined) {
    if (!effects.includes(effect)) throw failure(`invalid taint effect: ${effect}, unsupported taint effect`)
    const [name = '', given = '', ...others] = pair.split('=')
    if (others.length > 0) throw failure(`invalid taint spec: ${spec}`)
    key = name
    value = given
    const problems = labelValueProblems(value)
    if (problems.length > 0) throw failure(`invalid taint spec: ${spec}, ${problems.join('; ')}`)
  }
  const problems = qualifiedNameProblems(key)
  if (problems.length > 0) throw failure(`invalid taint spec: ${spec}, ${problems.join('; ')}`)
  return { key, ...(value !== '' && { value }), ...(effect !== undefined && { effect }) }
}

/** Models kubectl/pkg/cmd/taint reorganizeTaints. */
function changed(node: Node, { add, remove }: Change, overwrite: boolean): { taints: Taint[]; done: string } {
  const old = (node.spec.taints ?? []) as readonly Taint[]
  const same = (a: Taint) => (b: Taint) => a.key === b.key && a.effect === b.effect
  if (!overwrite) {
    const exists = add.filter((one) => old.some(same(one))).map(({ key }) => key)
    if (exists.length > 0)
      throw failure(
        `node ${node.metadata.name} already has ${exists.join(',')} taint(s) with same effect(s) and --overwrite is false`
      )
  }
  let taints: Taint[] = [...add, ...old.filter((one) => !add.some(same(one)))]
  const added = old.length !== taints.length
  let deleted = false
  const missing: string[] = []
  for (const gone of remove) {
    const kept = taints.filter(
      (one) => one.key !== gone.key || (gone.effect !== undefined && one.effect !== gone.effect)
    )
    deleted = kept.length !== taints.length
    taints = kept
    if (!deleted) missing.push(`taint ${JSON.stringify(shown(gone))} not found`)
  }
  if (missing.length > 0)
    throw new Failure(missing.length === 1 ? plain(missing[0]!) : { form: 'many', of: missing.map(plain) })
  return { taints, done: (added && deleted) || overwrite ? 'modified' : added ? 'tainted' : 'untainted' }
}
