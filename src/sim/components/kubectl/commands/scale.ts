import type { KubeObject } from '../../../api/types'
import type { FlagSpecs } from '../command-line'
import { good, plainError } from '../errors'
import { objectName } from '../../../api/scheme'
import { int, type Command } from '../session'
import { at, readTargets, resourceOf, type Target } from '../targets'

const flags: FlagSpecs = {
  replicas: { kind: 'int' },
  'current-replicas': { kind: 'int' },
  'resource-version': { kind: 'string' },
  timeout: { kind: 'string' },
  output: { kind: 'string', short: 'o' }
}

/** `kubectl scale`: GET the object, PATCH its scale. With `--current-replicas`: GET and PUT of the scale. Models kubectl/pkg/scale. */
export const scale: Command = {
  flags,
  start: (kubectl) => {
    const { args, flags: given } = kubectl.session
    const replicas = int(given, 'replicas')
    if (replicas === undefined) return kubectl.fail('required flag(s) "replicas" not set')
    if (replicas < 0) {
      return kubectl.fail('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
    }
    const targets = readTargets(args)
    if (!targets.ok) return kubectl.fail(targets.error)
    if (targets.value.some(({ name }) => name === undefined)) {
      return kubectl.fail('resource(s) were provided, but no name was specified')
    }
    kubectl.session.memory = { targets: targets.value, failed: false }
    next(kubectl)
  },
  answer: (kubectl, step, answer) => {
    const target = step.target as Target
    const { flags: given } = kubectl.session
    const where = at(target, kubectl.namespace)
    if (step.do === 'found') {
      if (!good(answer)) return kubectl.fail(`no objects passed to scale ${plainError(answer, kubectl.context.host)}`)
      const expected = int(given, 'current-replicas') ?? -1
      if (expected >= 0) return kubectl.ask({ verb: 'get', ...where, subresource: 'scale' }, { do: 'scale', target })
      const body = { spec: { replicas: int(given, 'replicas') } }
      return kubectl.ask(
        { verb: 'patch', ...where, subresource: 'scale', body, options: { patchType: 'merge' } },
        { do: 'scaled', target }
      )
    }
    if (!good(answer)) return kubectl.failWith(answer)
    if (step.do === 'scale') {
      const object = answer.body as KubeObject & { spec: { replicas?: number } }
      const expected = int(given, 'current-replicas')
      const actual = object.spec.replicas ?? 0
      if (actual !== expected) return kubectl.fail(`Expected replicas to be ${expected}, was ${actual}`)
      const body = { ...object, spec: { ...object.spec, replicas: int(given, 'replicas') } }
      return kubectl.ask({ verb: 'update', ...where, subresource: 'scale', body }, { do: 'scaled', target })
    }
    kubectl.print(`${objectName(resourceOf(target), target.name!)} scaled\n`)
    next(kubectl)
  }
}

function next(kubectl: Parameters<Command['start']>[0]): void {
  const targets = kubectl.session.memory.targets as Target[]
  const target = targets.shift()
  if (!target) return kubectl.exit(0)
  kubectl.ask({ verb: 'get', ...at(target, kubectl.namespace) }, { do: 'found', target })
}
