import type { KubeObject } from '../../types'
import { goForms } from '../../go-late'
import { labelValueProblems, validateLabelName } from '../names'
import { keysOf, list, map, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateAmount } from '../resources'

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** Models pkg/apis/core/validation ValidateNode; the paths of taints are upstream's. */
export function validateNode(object: KubeObject, problems: Problems): void {
  validateTaints(list(part(object.spec)?.taints), 'metadata.taints', problems)
  const status = part(object.status) ?? {}
  for (const field of ['capacity', 'allocatable'])
    for (const name of keysOf(status[field]))
      validateAmount(name, map(status[field])[name]!, `status.${field}.${name}`, problems)
}

function validateTaints(taints: readonly Part[], at: string, problems: Problems): void {
  const seen = new Set<string>()
  taints.forEach((taint, i) => {
    const here = `${at}[${i}]`
    const [key, value, effect] = [text(taint.key), text(taint.value), text(taint.effect)]
    validateLabelName(key, `${here}.key`, problems)
    const wrong = labelValueProblems(value)
    if (wrong.length > 0) problems.invalid(`${here}.value`, value, wrong.join(';'))
    if (effect === '') problems.required(`${here}.effect`)
    else if (!effects.includes(effect)) problems.notSupported(`${here}.effect`, effect, effects)
    if (seen.has(`${effect} ${key}`))
      problems.duplicate(here, goForms().goStruct(taint, 'Taint'), 'taints must be unique by key and effect pair')
    seen.add(`${effect} ${key}`)
  })
}

/** The first address range is told twice, and the older field counts. Models Convert_v1_NodeSpec_To_core_NodeSpec. */
export function withPodCIDRs(object: KubeObject): KubeObject {
  const spec = part(object.spec)
  const [one, all] = [text(spec?.podCIDR), texts(spec?.podCIDRs)]
  if (one !== '' && all[0] !== one) return { ...object, spec: { ...spec, podCIDRs: [one] } }
  return one === '' && all.length > 0 ? { ...object, spec: { ...spec, podCIDR: all[0] } } : object
}
