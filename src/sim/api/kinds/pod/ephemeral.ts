import { list, type Part } from '../parts'

/** Whether a container of that name is started again whatever comes: a sidecar, or one with rules of its own. */
export function isTemporary(spec: Part, name: string): boolean {
  const init = list(spec.initContainers).find((one) => one.name === name)
  const own = init ?? list(spec.containers).find((one) => one.name === name)
  return own?.restartPolicy === 'Always' || list(own?.restartPolicyRules).length > 0
}
