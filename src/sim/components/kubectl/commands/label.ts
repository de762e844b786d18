import type { KubeList, KubeObject } from '../../../api/types'
import type { FlagSpecs } from '../command-line'
import { good } from '../errors'
import { objectName } from '../../../api/scheme'
import { isSet, text, type Command, type Kubectl } from '../session'
import { at, readTargets, resourceOf, type Target } from '../targets'

const flags: FlagSpecs = {
  overwrite: { kind: 'bool' },
  selector: { kind: 'string', short: 'l' },
  all: { kind: 'bool' },
  list: { kind: 'bool' }
}

interface Change {
  set: Record<string, string>
  remove: string[]
}

/** `a=b` sets, `a-` removes; what comes before them names the objects. */
function split(args: readonly string[]): { targets: string[]; change: Change } {
  const change: Change = { set: {}, remove: [] }
  const targets: string[] = []
  for (const arg of args) {
    const pair = /^([^=]+)=(.*)$/.exec(arg)
    if (pair) change.set[pair[1]!] = pair[2]!
    else if (arg.endsWith('-') && targets.length > 0) change.remove.push(arg.slice(0, -1))
    else targets.push(arg)
  }
  return { targets, change }
}

type Field = 'labels' | 'annotations'
const words = {
  labels: { noun: 'label', done: 'labeled', undone: 'unlabeled', manager: 'kubectl-label' },
  annotations: { noun: 'annotation', done: 'annotated', undone: 'annotated', manager: 'kubectl-annotate' }
}

/** `kubectl label` and `annotate`: GET each object, PATCH its metadata. Models kubectl/pkg/cmd/label/label.go. */
function changer(field: Field): Command {
  const { noun, manager } = words[field]
  return {
    flags,
    start: (kubectl) => {
      const { targets: named, change } = split(kubectl.session.args)
      const targets = readTargets(named)
      if (!targets.ok) return kubectl.fail(targets.error)
      if (Object.keys(change.set).length === 0 && change.remove.length === 0) {
        return kubectl.fail(`at least one ${noun} update is required`)
      }
      kubectl.session.memory = { change, targets: targets.value }
      const [first] = targets.value
      const { flags: given } = kubectl.session
      if (first?.name === undefined) {
        if (!isSet(given, 'all') && text(given, 'selector') === '') {
          return kubectl.fail('one or more resources must be specified as <resource> <name> or <resource>/<name>')
        }
        const labelSelector = text(given, 'selector')
        const options = { limit: 500, ...(labelSelector && { labelSelector }) }
        return kubectl.ask({ verb: 'list', ...at(first!, kubectl.namespace), options }, { do: 'list', target: first })
      }
      next(kubectl)
    },
    answer: (kubectl, step, answer) => {
      if (!good(answer)) return kubectl.failWith(answer)
      const target = step.target as Target
      if (step.do === 'list') {
        const { items } = answer.body as KubeList
        kubectl.session.memory.targets = items.map(({ metadata }) => ({
          resource: target.resource,
          name: metadata.name
        }))
        return next(kubectl)
      }
      if (step.do === 'found') return patchMetadata(kubectl, field, target, answer.body as KubeObject)
      kubectl.print(`${objectName(resourceOf(target), target.name!)} ${String(step.said)}\n`)
      next(kubectl)
    }
  }

  function patchMetadata(kubectl: Kubectl, where: Field, target: Target, object: KubeObject): void {
    const { set, remove } = kubectl.session.memory.change as Change
    const before = object.metadata[where] ?? {}
    if (!isSet(kubectl.session.flags, 'overwrite')) {
      for (const [key, value] of Object.entries(set)) {
        if (before[key] === undefined || before[key] === value) continue
        const had =
          where === 'labels'
            ? `'${key}' already has a value (${before[key]}), and --overwrite is false`
            : `--overwrite is false but found the following declared annotation(s): '${key}' already has a value (${before[key]})`
        return kubectl.fail(had)
      }
    }
    for (const key of remove) if (before[key] === undefined) kubectl.print(`${noun} "${key}" not found.\n`)
    const after: Record<string, string | null> = {}
    for (const [key, value] of Object.entries(set)) if (before[key] !== value) after[key] = value
    for (const key of remove) if (before[key] !== undefined) after[key] = null
    const changes = Object.keys(after).length
    const onlyRemoves = changes > 0 && Object.values(after).every((value) => value === null)
    const said =
      changes === 0 && where === 'labels' ? 'not labeled' : onlyRemoves ? words[where].undone : words[where].done
    // It is sent even if it says nothing: the server answers 200 and keeps the version.
    kubectl.ask(
      {
        verb: 'patch',
        ...at(target, kubectl.namespace),
        body: changes === 0 ? {} : { metadata: { [where]: after } },
        options: { patchType: 'merge', fieldManager: manager }
      },
      { do: 'patched', target, said }
    )
  }
}

function next(kubectl: Kubectl): void {
  const targets = kubectl.session.memory.targets as Target[]
  const target = targets.shift()
  if (!target) return kubectl.exit(0)
  kubectl.ask({ verb: 'get', ...at(target, kubectl.namespace) }, { do: 'found', target })
}

export const label = changer('labels')
export const annotate = changer('annotations')
