import type { KindCode } from '../kind'
import { nameProblems, oldLabelProblems, subdomainProblems } from '../names'
import { isTrue, number, part, text, type Part } from '../parts'

/** Models kube-aggregator/pkg/apis/apiregistration/v1/defaults.go and validation ValidateAPIService. */
export const apiservice: KindCode = {
  name: 'path',
  defaults: (object) => {
    const spec = part(object.spec) ?? {}
    const service = part(spec.service)
    return service
      ? { ...object, spec: { ...spec, service: service.port === undefined ? { ...service, port: 443 } : service } }
      : object
  },
  validate: (object, problems) => {
    const spec: Part = part(object.spec) ?? {}
    const { name, generateName } = object.metadata
    const [group, version] = [text(spec.group), text(spec.version)]
    const required = `${version}.${group}`
    for (const [field, value] of [
      ['generateName', generateName],
      ['name', name]
    ] as const)
      if (value && value !== required && nameProblems(value, 'path').length === 0)
        problems.invalid(
          `metadata.${field}`,
          value,
          `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(required)}`
        )
    if (group !== '') problems.allInvalid('spec.group', group, subdomainProblems(group))
    else if (version !== 'v1')
      problems.required('spec.group', 'only v1 may have an empty group and it better be legacy kube')
    problems.allInvalid('spec.version', version, oldLabelProblems(version))
    const [minimum, priority] = [number(spec.groupPriorityMinimum), number(spec.versionPriority)]
    if (minimum <= 0 || minimum > 20_000)
      problems.invalid('spec.groupPriorityMinimum', minimum, 'must be positive and less than 20000')
    if (priority <= 0 || priority > 1_000)
      problems.invalid('spec.versionPriority', priority, 'must be positive and less than 1000')
    const service = part(spec.service)
    const skips = isTrue(spec.insecureSkipTLSVerify)
    if (!service) {
      if (text(spec.caBundle) !== '')
        problems.invalid('spec.caBundle', '1 bytes', 'local APIServices may not have a caBundle')
      if (skips)
        problems.invalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify')
      return
    }
    if (text(service.namespace) === '') problems.required('spec.service.namespace')
    if (text(service.name) === '') problems.required('spec.service.name')
    const port = number(service.port)
    if (port < 1 || port > 65_535)
      problems.invalid('spec.service.port', port, 'port is not valid: must be between 1 and 65535, inclusive')
    if (skips && text(spec.caBundle) !== '')
      problems.invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present')
  }
}
