import type { Node, Taint } from '../../../api/types'
import { good } from '../errors'
import { findResource } from '../../../api/scheme'
import { isSet, type Command, type Kubectl } from '../session'

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

interface Change {
  add: Taint[]
  remove: { key: string; effect: string }[]
}

/** Reads `key=value:Effect`, `key:Effect`, and with `-` at the end what to remove. Models kubectl/pkg/cmd/taint/utils.go. */
function readTaints(words: readonly string[]): Change | string {
  const change: Change = { add: [], remove: [] }
  for (const word of words) {
    const isRemoval = word.endsWith('-')
    const [pair = '', effect = ''] = (isRemoval ? word.slice(0, -1) : word).split(':')
    const [key = '', value] = pair.split('=')
    if (effect !== '' && !effects.includes(effect)) {
      return `invalid taint effect: ${effect}, unsupported taint effect\nSee 'kubectl taint -h' for help and examples`
    }
    if (isRemoval) change.remove.push({ key, effect })
    else if (effect === '') return `invalid taint spec: ${word}\nSee 'kubectl taint -h' for help and examples`
    else change.add.push({ effect: effect as Taint['effect'], key, ...(value !== undefined && { value }) })
  }
  return change
}

/** `kubectl taint nodes`: GET each node, PATCH its taints. */
export const taint: Command = {
  flags: { overwrite: { kind: 'bool' }, all: { kind: 'bool' }, selector: { kind: 'string', short: 'l' } },
  start: (kubectl) => {
    const [type = '', ...rest] = kubectl.session.args
    if (findResource(type)?.plural !== 'nodes') {
      return kubectl.fail(`invalid resource type ${type}, only [node nodes] are supported`)
    }
    const names = rest.filter((word) => !/[:=]|-$/.test(word))
    const words = rest.filter((word) => !names.includes(word))
    if (words.length === 0) return kubectl.fail('at least one taint update is required')
    const change = readTaints(words)
    if (typeof change === 'string') return kubectl.fail(change)
    kubectl.session.memory = { change, names }
    next(kubectl)
  },
  answer: (kubectl, step, answer) => {
    if (!good(answer)) return kubectl.failWith(answer)
    if (step.do === 'found') return patchTaints(kubectl, answer.body as Node)
    kubectl.print(`node/${String(step.name)} ${String(step.said)}\n`)
    next(kubectl)
  }
}

function next(kubectl: Kubectl): void {
  const name = (kubectl.session.memory.names as string[]).shift()
  if (name === undefined) return kubectl.exit(0)
  kubectl.ask({ verb: 'get', resource: 'nodes', name }, { do: 'found' })
}

function patchTaints(kubectl: Kubectl, node: Node): void {
  const { add, remove } = kubectl.session.memory.change as Change
  const before = node.spec.taints ?? []
  const { name } = node.metadata
  const clash = add.filter((one) => before.some(({ key, effect }) => key === one.key && effect === one.effect))
  if (clash.length > 0 && !isSet(kubectl.session.flags, 'overwrite')) {
    const keys = [...new Set(clash.map(({ key }) => key))].join(',')
    return kubectl.fail(`node ${name} already has ${keys} taint(s) with same effect(s) and --overwrite is false`)
  }
  const isRemoved = (one: Taint) =>
    remove.some(({ key, effect }) => key === one.key && (effect === '' || effect === one.effect))
  for (const { key, effect } of remove) {
    if (!before.some((one) => one.key === key && (effect === '' || one.effect === effect))) {
      return kubectl.fail(`taint "${effect === '' ? key : `${key}:${effect}`}" not found`)
    }
  }
  const kept = before.filter(
    (one) => !isRemoved(one) && !clash.some(({ key, effect }) => key === one.key && effect === one.effect)
  )
  const taints = [...add, ...kept]
  const said =
    clash.length > 0 || (add.length > 0 && remove.length > 0) ? 'modified' : add.length > 0 ? 'tainted' : 'untainted'
  kubectl.ask(
    {
      verb: 'patch',
      resource: 'nodes',
      name,
      body: { spec: { taints: taints.length > 0 ? taints : null } },
      options: { patchType: 'merge', fieldManager: 'kubectl-taint', fieldValidation: 'Strict' }
    },
    { do: 'patched', name, said }
  )
}
