import { gaveEmpty } from '../../decode'
import { parseIP, validateIP } from '../addresses'
import type { KindCode } from '../kind'
import { labelProblems, portNameProblems, subdomainProblems, wildcardProblems } from '../names'
import { list, map, number, optionalText, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateSegment } from './segment'
import type { KubeObject } from '../../types'

/** Models pkg/apis/networking/validation ValidateIngressSpec. */
function validate(object: KubeObject, problems: Problems): void {
  const spec = part(object.spec) ?? {}
  const rules = list(spec.rules)
  const fallback = part(spec.defaultBackend)
  if (rules.length === 0 && !fallback)
    problems.invalid(
      'spec',
      gaveEmpty(spec, 'rules') ? [] : null,
      'either `defaultBackend` or `rules` must be specified'
    )
  if (fallback) validateBackend(fallback, 'spec.defaultBackend', problems)
  rules.forEach((rule, i) => validateRule(rule, `spec.rules[${i}]`, problems))
  list(spec.tls).forEach((tls, i) => {
    texts(tls.hosts).forEach((host, j) => problems.allInvalid(`spec.tls[${i}].hosts[${j}]`, host, hostProblems(host)))
    const secret = text(tls.secretName)
    if (secret !== '') problems.allInvalid(`spec.tls[${i}].secretName`, secret, subdomainProblems(secret))
  })
  const name = optionalText(spec.ingressClassName)
  if (name !== undefined) problems.allInvalid('spec.ingressClassName', name, subdomainProblems(name))
}

const hostProblems = (host: string): string[] => (host.includes('*') ? wildcardProblems(host) : subdomainProblems(host))

function validateRule(rule: Part, at: string, problems: Problems): void {
  const host = text(rule.host)
  if (host !== '') {
    if (parseIP(host)) problems.invalid(`${at}.host`, host, 'must be a DNS name, not an IP address')
    problems.allInvalid(`${at}.host`, host, hostProblems(host))
  }
  const http = part(rule.http)
  if (!http) return
  const paths = list(http.paths)
  if (paths.length === 0) return problems.required(`${at}.http.paths`)
  paths.forEach((path, i) => validatePath(path, `${at}.http.paths[${i}]`, problems))
}

const wrong = ['//', '/./', '/../', '%2f', '%2F']
const wrongEnds = ['/..', '/.']
const types = ['Exact', 'ImplementationSpecific', 'Prefix']

/** Models validateHTTPIngressPath. */
function validatePath(path: Part, at: string, problems: Problems): void {
  const type = optionalText(path.pathType)
  const value = text(path.path)
  if (type === undefined) return problems.required(`${at}.pathType`, 'pathType must be specified')
  if (type === 'Exact' || type === 'Prefix') {
    if (!value.startsWith('/')) problems.invalid(`${at}.path`, value, 'must be an absolute path')
    if (value !== '') {
      for (const part of wrong)
        if (value.includes(part)) problems.invalid(`${at}.path`, value, `must not contain '${part}'`)
      for (const end of wrongEnds)
        if (value.endsWith(end)) problems.invalid(`${at}.path`, value, `cannot end with '${end}'`)
    }
  } else if (type === 'ImplementationSpecific') {
    if (value !== '' && !value.startsWith('/')) problems.invalid(`${at}.path`, value, 'must be an absolute path')
  } else problems.notSupported(`${at}.pathType`, type, types)
  validateBackend(part(path.backend) ?? {}, `${at}.backend`, problems)
}

/** Models validateIngressBackend. */
function validateBackend(backend: Part, at: string, problems: Problems): void {
  const [service, resource] = [part(backend.service), part(backend.resource)]
  if (resource && service) problems.invalid(at, '', 'cannot set both resource and service backends')
  else if (resource) {
    const [group, kind, name] = [optionalText(resource.apiGroup), text(resource.kind), text(resource.name)]
    if (group !== undefined && group !== '')
      problems.allInvalid(`${at}.resource.apiGroup`, group, subdomainProblems(group))
    validateSegment(kind, `${at}.resource.kind`, 'kind is required', problems)
    validateSegment(name, `${at}.resource.name`, 'name is required', problems)
  } else if (service) {
    const name = text(service.name)
    if (name === '') problems.required(`${at}.service.name`)
    else problems.allInvalid(`${at}.service.name`, name, labelProblems(name))
    const port = part(service.port) ?? {}
    const [portName, portNumber] = [text(port.name), number(port.number)]
    if (portName !== '' && portNumber !== 0) problems.invalid(at, '', 'cannot set both port name & port number')
    else if (portName !== '') problems.allInvalid(`${at}.service.port.name`, portName, portNameProblems(portName))
    else if (portNumber !== 0) {
      if (portNumber < 1 || portNumber > 65_535)
        problems.invalid(`${at}.service.port.number`, portNumber, 'must be between 1 and 65535, inclusive')
    } else problems.required(at, 'port name or number is required')
  } else problems.invalid(at, '', 'resource or service backend is required')
}

const annotation = 'kubernetes.io/ingress.class'

/** Models ValidateIngressCreate. */
function validateNew(object: KubeObject, problems: Problems): void {
  const named = map(object.metadata.annotations)[annotation]
  const own = optionalText(part(object.spec)?.ingressClassName)
  if (named !== undefined && own !== undefined && named !== own)
    problems.invalid(`annotations.${annotation}`, named, 'must match `ingressClassName` when both are specified')
  validate(object, problems)
}

/** Models ValidateIngressLoadBalancerStatus. */
function validateStatus(object: KubeObject, _old: KubeObject, problems: Problems): void {
  list(part(part(object.status)?.loadBalancer)?.ingress).forEach((one, i) => {
    const here = `status.loadBalancer.ingress[${i}]`
    const [ip, host] = [text(one.ip), text(one.hostname)]
    if (ip !== '') validateIP(ip, `${here}.ip`, problems)
    if (host === '') return
    problems.allInvalid(`${here}.hostname`, host, subdomainProblems(host))
    if (parseIP(host)) problems.invalid(`${here}.hostname`, host, 'must be a DNS name, not an IP address')
  })
}

export const ingress: KindCode = {
  validate,
  validateNew,
  validateStatus,
  warnings: (object, old) =>
    !old &&
    map(object.metadata.annotations)[annotation] !== undefined &&
    optionalText(part(object.spec)?.ingressClassName) === undefined
      ? [`annotation "${annotation}" is deprecated, please use 'spec.ingressClassName' instead`]
      : []
}
