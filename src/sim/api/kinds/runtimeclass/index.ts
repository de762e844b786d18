import { equal } from '../../equality'
import { validateImmutable } from '../immutable'
import type { KindCode } from '../kind'
import { labelProblems, validateLabels } from '../names'
import { list, map, part, text, type Part } from '../parts'
import { validateTolerations } from '../pod/validate-scheduling'
import { validateAmount, validateContainerResourceName } from '../resources'

const shown = (toleration: Part) => ({
  Key: text(toleration.key),
  Operator: text(toleration.operator),
  Value: text(toleration.value),
  Effect: text(toleration.effect),
  TolerationSeconds: toleration.tolerationSeconds ?? null
})

/** Models pkg/apis/node/validation ValidateRuntimeClass. */
export const runtimeclass: KindCode = {
  validate: (object, problems) => {
    const runtime: Part = { ...object }
    const handler = text(runtime.handler)
    if (handler === '') problems.required('handler')
    else problems.allInvalid('handler', handler, labelProblems(handler))
    for (const [name, amount] of Object.entries(map(part(runtime.overhead)?.podFixed))) {
      validateContainerResourceName(name, `overhead.podFixed[${name}]`, problems)
      validateAmount(name, amount, `overhead.podFixed[${name}]`, problems)
    }
    const scheduling = part(runtime.scheduling)
    if (!scheduling) return
    validateLabels(map(scheduling.nodeSelector), 'scheduling.nodeSelector', problems)
    const tolerations = list(scheduling.tolerations)
    validateTolerations(tolerations, 'scheduling.tolerations', problems)
    tolerations.forEach((one, i) => {
      if (tolerations.findIndex((other) => equal(other, one)) < i)
        problems.duplicate(`scheduling.tolerations[${i}]`, shown(one))
    })
  },
  validateUpdate: (object, old, problems) => validateImmutable(object, old, 'handler', problems)
}
