import type { KubeObject } from '../../../api/types'
import { good } from '../errors'
import { objectName } from '../../../api/scheme'
import { text, type Command } from '../session'
import { at, readTargets, resourceOf, type Target } from '../targets'

const types: Readonly<Record<string, 'strategic' | 'merge' | 'json'>> = {
  strategic: 'strategic',
  merge: 'merge',
  json: 'json'
}

/** `kubectl patch TYPE NAME -p PATCH`: GET the object, PATCH it. */
export const patch: Command = {
  flags: { patch: { kind: 'string', short: 'p' }, type: { kind: 'string' }, subresource: { kind: 'string' } },
  start: (kubectl) => {
    const { args, flags: given } = kubectl.session
    const targets = readTargets(args)
    if (!targets.ok) return kubectl.fail(targets.error)
    const target = targets.value[0]
    if (target?.name === undefined) return kubectl.fail('resource(s) were provided, but no name was specified')
    if (text(given, 'patch') === '')
      return kubectl.fail('must specify --patch or --patch-file containing the contents of the patch')
    if (!types[text(given, 'type') || 'strategic']) {
      return kubectl.fail(`--type must be one of [json merge strategic], not "${text(given, 'type')}"`)
    }
    kubectl.ask({ verb: 'get', ...at(target, kubectl.namespace) }, { do: 'found', target })
  },
  answer: (kubectl, step, answer) => {
    if (!good(answer)) return kubectl.failWith(answer)
    const target = step.target as Target
    const { flags: given } = kubectl.session
    const { resourceVersion } = (answer.body as KubeObject).metadata
    if (step.do === 'found') {
      let body: unknown
      try {
        body = JSON.parse(text(given, 'patch'))
      } catch {
        return kubectl.fail(`unable to parse "${text(given, 'patch')}": yaml: did not find expected node content`)
      }
      const subresource = text(given, 'subresource')
      return kubectl.ask(
        {
          verb: 'patch',
          ...at(target, kubectl.namespace),
          ...(subresource !== '' && { subresource }),
          body,
          options: { patchType: types[text(given, 'type') || 'strategic']!, fieldManager: 'kubectl-patch' }
        },
        { do: 'patched', target, before: resourceVersion }
      )
    }
    const changed = resourceVersion !== step.before
    kubectl.print(`${objectName(resourceOf(target), target.name!)} patched${changed ? '' : ' (no change)'}\n`)
    kubectl.exit(0)
  }
}
