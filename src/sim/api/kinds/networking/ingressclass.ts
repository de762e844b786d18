import { validateImmutable } from '../immutable'
import type { KindCode } from '../kind'
import { labelProblems, subdomainProblems, validatePrefixedPath } from '../names'
import { optionalText, part, text } from '../parts'
import { validateSegment } from './segment'

/** Models pkg/apis/networking/validation ValidateIngressClass. */
export const ingressclass: KindCode = {
  defaults: (object) => {
    const spec = part(object.spec) ?? {}
    const parameters = part(spec.parameters)
    if (!parameters || parameters.scope !== undefined) return object
    return { ...object, spec: { ...spec, parameters: { ...parameters, scope: 'Cluster' } } }
  },
  validate: (object, problems) => {
    const spec = part(object.spec) ?? {}
    const controller = text(spec.controller)
    if (controller.length > 250) problems.tooLong('spec.controller', 'may not be more than 250 bytes')
    validatePrefixedPath('spec.controller', controller, problems)
    const parameters = part(spec.parameters)
    if (!parameters) return
    const here = 'spec.parameters'
    const [group, scope, namespace] = [parameters.apiGroup, parameters.scope, parameters.namespace].map(optionalText)
    if (group !== undefined && group !== '') problems.allInvalid(`${here}.apiGroup`, group, subdomainProblems(group))
    validateSegment(text(parameters.kind), `${here}.kind`, 'kind is required', problems)
    validateSegment(text(parameters.name), `${here}.name`, 'name is required', problems)
    if (scope === undefined) return problems.required(`${here}.scope`)
    if (scope !== 'Cluster' && scope !== 'Namespace')
      problems.notSupported(`${here}.scope`, scope, ['Cluster', 'Namespace'])
    if (namespace === '') return problems.required(`${here}.namespace`)
    if (scope === 'Namespace') {
      if (namespace === undefined) problems.required(`${here}.namespace`, "`parameters.scope` is set to 'Namespace'")
      else problems.allInvalid(`${here}.namespace`, namespace, labelProblems(namespace))
    }
    if (scope === 'Cluster' && namespace !== undefined)
      problems.forbidden(`${here}.namespace`, "`parameters.scope` is set to 'Cluster'")
  },
  validateUpdate: (object, old, problems) => validateImmutable(object, old, 'spec.controller', problems)
}
