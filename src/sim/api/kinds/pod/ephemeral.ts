import { equal } from '../../equality'
import type { KubeObject } from '../../types'
import { list, part, text, type Part } from '../parts'
import type { Problems } from '../problems'

/** Whether a container of that name is started again whatever comes: a sidecar, or one with rules of its own. */
export function isTemporary(spec: Part, name: string): boolean {
  const init = list(spec.initContainers).find((one) => one.name === name)
  const own = init ?? list(spec.containers).find((one) => one.name === name)
  return own?.restartPolicy === 'Always' || list(own?.restartPolicyRules).length > 0
}

/** Models core/validation ValidatePodEphemeralContainersUpdate: they can be added, nothing else. */
export function validateEphemeralUpdate(pod: KubeObject, old: KubeObject, problems: Problems): void {
  const now = list(part(pod.spec)?.ephemeralContainers)
  const at = 'spec.ephemeralContainers'
  for (const one of list(part(old.spec)?.ephemeralContainers)) {
    const name = text(one.name)
    const next = now.find((other) => other.name === name)
    if (!next) problems.forbidden(at, `existing ephemeral containers "${name}" may not be removed\n`)
    else if (!equal(next, one)) problems.forbidden(at, `existing ephemeral containers "${name}" may not be changed\n`)
  }
}
