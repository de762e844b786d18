import type { FlagSpecs } from '../../command-line'
import { objectName } from '../../../../api/scheme'
import type { Kubectl } from '../../session'
import { at, readTargets, resourceOf, type Target } from '../../targets'

export const flags: FlagSpecs = {
  revision: { kind: 'int' },
  'to-revision': { kind: 'int' },
  watch: { kind: 'bool', short: 'w' },
  timeout: { kind: 'string' },
  'dry-run': { kind: 'string', bare: 'unchanged' }
}

/** The one object a rollout command is about. */
export function begin(kubectl: Kubectl, step: string): void {
  const targets = readTargets(kubectl.session.args)
  if (!targets.ok) return kubectl.fail(targets.error)
  const target = targets.value[0]
  if (target?.name === undefined) return kubectl.fail('required resource not specified')
  kubectl.session.memory.target = target
  kubectl.ask({ verb: 'get', ...at(target, kubectl.namespace) }, { do: step })
}

export const targetOf = ({ session }: Kubectl): Target => session.memory.target as Target

/** `deployment.apps/web` */
export const nameOf = (kubectl: Kubectl): string => objectName(resourceOf(targetOf(kubectl)), targetOf(kubectl).name!)
