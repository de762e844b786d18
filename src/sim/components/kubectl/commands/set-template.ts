import type { Container, Deployment, KubeObject, Pod } from '../../../api/types'
import type { FlagSpecs } from '../command-line'
import { good } from '../errors'
import { threeWayPatch } from '../../../api/patch/three-way'
import { objectName, objectType } from '../../../api/scheme'
import { list, text, type Command, type Kubectl } from '../session'
import { noTemplate } from './set-image'
import { at, readTargets, resourceOf, type Target } from '../targets'

const flags: FlagSpecs = {
  containers: { kind: 'string', short: 'c' },
  all: { kind: 'bool' },
  local: { kind: 'bool' }
}

/** A `kubectl set …`: GET the object, change containers of its template, PATCH the difference. */
function setter(
  more: FlagSpecs,
  said: string,
  changes: (kubectl: Kubectl) => { targets: readonly string[]; problem: string | undefined },
  change: (container: Container, kubectl: Kubectl) => Container
): Command {
  return {
    flags: { ...flags, ...more },
    start: (kubectl) => {
      const { targets: named, problem } = changes(kubectl)
      if (named.length === 0)
        return kubectl.fail('one or more resources must be specified as <resource> <name> or <resource>/<name>')
      const targets = readTargets(named)
      if (!targets.ok) return kubectl.fail(targets.error)
      if (problem !== undefined) return kubectl.fail(problem)
      const target = targets.value[0]!
      kubectl.ask({ verb: 'get', ...at(target, kubectl.namespace) }, { do: 'found', target })
    },
    answer: (kubectl, step, answer) => {
      if (!good(answer)) return kubectl.failWith(answer)
      const target = step.target as Target
      if (step.do === 'found') return patchContainers(kubectl, target, answer.body as KubeObject, change)
      kubectl.print(`${objectName(resourceOf(target), target.name!)} ${said}\n`)
      kubectl.exit(0)
    }
  }
}

function patchContainers(
  kubectl: Kubectl,
  target: Target,
  object: KubeObject,
  change: (container: Container, kubectl: Kubectl) => Container
): void {
  const template = (object as Partial<Deployment>).spec?.template
  const { containers } = template?.spec ?? (object as Partial<Pod>).spec ?? {}
  if (!containers) return kubectl.fail(noTemplate(target, object))
  const only = text(kubectl.session.flags, 'containers')
  const changed = containers.map((container) =>
    only === '' || only === '*' || only === container.name ? change(container, kubectl) : container
  )
  const wrap = (spec: object) => (template ? { spec: { template: { spec } } } : { spec })
  const [before, after] = [wrap({ containers }), wrap({ containers: changed })]
  const body = threeWayPatch(before, after, before, objectType(resourceOf(target)))
  // Nothing differs: nothing is sent and nothing said.
  if (!body) return kubectl.exit(0)
  const options = { patchType: 'strategic', fieldManager: 'kubectl-set' } as const
  kubectl.ask({ verb: 'patch', ...at(target, kubectl.namespace), body, options }, { do: 'patched', target })
}

const isVariable = (arg: string): boolean => arg.includes('=') || arg.endsWith('-')

/** `kubectl set env deployment/web A=b C-`. Models kubectl/pkg/cmd/set/set_env.go. */
export const setEnv: Command = setter(
  { overwrite: { kind: 'bool' }, env: { kind: 'list', short: 'e' } },
  'env updated',
  (kubectl) => {
    const { args, flags: given } = kubectl.session
    const variables = [...args.filter(isVariable), ...list(given, 'env')]
    kubectl.session.memory.variables = variables
    const problem = variables.length === 0 ? 'at least one environment variable must be provided' : undefined
    return { targets: args.filter((arg) => !isVariable(arg)), problem }
  },
  (container, kubectl) => {
    const env = new Map((container.env ?? []).map((variable) => [variable.name, variable]))
    for (const variable of kubectl.session.memory.variables as string[]) {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(variable) ?? []
      if (name === undefined) env.delete(variable.slice(0, -1))
      else env.set(name, { name, value: value! })
    }
    const { env: _, ...rest } = container
    return env.size === 0 ? rest : { ...rest, env: [...env.values()] }
  }
)

/** `cpu=100m,memory=64Mi` */
const quantities = (pairs: string): Record<string, string> =>
  Object.fromEntries(
    pairs
      .split(',')
      .filter((pair) => pair !== '')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
  )

/** `kubectl set resources deployment/web --limits=cpu=200m --requests=cpu=100m`. Models set_resources.go. */
export const setResources: Command = setter(
  { limits: { kind: 'string' }, requests: { kind: 'string' } },
  'resource requirements updated',
  (kubectl) => {
    const { args, flags: given } = kubectl.session
    const none = text(given, 'limits') === '' && text(given, 'requests') === ''
    const problem = none
      ? 'you must specify an update to requests or limits (in the form of --requests/--limits)'
      : undefined
    return { targets: args, problem }
  },
  (container, kubectl) => {
    const { flags: given } = kubectl.session
    const { limits, requests } = container.resources ?? {}
    const [moreLimits, moreRequests] = [quantities(text(given, 'limits')), quantities(text(given, 'requests'))]
    const merged = (old: object | undefined, more: object) =>
      Object.keys(more).length === 0 && !old ? undefined : { ...old, ...more }
    const [newLimits, newRequests] = [merged(limits, moreLimits), merged(requests, moreRequests)]
    const resources = { ...(newLimits && { limits: newLimits }), ...(newRequests && { requests: newRequests }) }
    return { ...container, resources }
  }
)
