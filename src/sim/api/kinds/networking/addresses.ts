import { validateStrictCIDR, validateStrictIP } from '../addresses'
import { equal } from '../../equality'
import type { KindCode } from '../kind'
import { labelProblems, subdomainProblems } from '../names'
import { part, text, texts } from '../parts'
import { validateSegment } from './segment'

/** Models pkg/apis/networking/validation ValidateIPAddress. */
export const ipaddress: KindCode = {
  name: 'any',
  generates: 'prefix',
  validate: (object, problems) => {
    const { name, generateName } = object.metadata
    if (generateName) validateStrictIP(generateName, 'metadata.generateName', problems)
    if (name) validateStrictIP(name, 'metadata.name', problems)
    const parent = part(part(object.spec)?.parentRef)
    const here = 'spec.parentRef'
    if (!parent) return problems.required(here)
    const [group, resource, namespace] = [text(parent.group), text(parent.resource), text(parent.namespace)]
    if (group !== '') problems.allInvalid(`${here}.group`, group, subdomainProblems(group))
    validateSegment(resource, `${here}.resource`, '', problems)
    if (namespace !== '') problems.allInvalid(`${here}.namespace`, namespace, labelProblems(namespace))
    validateSegment(text(parent.name), `${here}.name`, '', problems)
  },
  validateUpdate: (object, old, problems) => {
    const [now, before] = [part(object.spec)?.parentRef, part(old.spec)?.parentRef]
    const { group = '', resource = '', namespace = '', name = '' } = part(now) ?? {}
    if (!equal(now, before))
      problems.immutable('spec.parentRef', { Group: group, Resource: resource, Namespace: namespace, Name: name })
  }
}

/** Models ValidateServiceCIDR. */
export const servicecidr: KindCode = {
  validate: (object, problems) => {
    const cidrs = texts(part(object.spec)?.cidrs)
    if (cidrs.length === 0) return problems.required('spec.cidrs', 'at least one CIDR required')
    if (cidrs.length > 2) return problems.invalid('spec.cidrs', { CIDRs: cidrs }, 'may only hold up to 2 values')
    cidrs.forEach((cidr, i) => validateStrictCIDR(cidr, `spec.cidrs[${i}]`, problems))
    const [first, second] = cidrs
    if (first !== undefined && second !== undefined && first.includes(':') === second.includes(':'))
      problems.invalid(
        'spec.cidrs',
        cidrs,
        'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'
      )
  },
  validateUpdate: (object, old, problems) => {
    const [now, before] = [texts(part(object.spec)?.cidrs), texts(part(old.spec)?.cidrs)]
    // A second family may be added, and nothing changed.
    before.forEach((cidr, i) => {
      if (now[i] !== cidr) problems.immutable(`spec.cidrs[${i}]`, now[i] ?? null)
    })
    if (before.length === 2 && now.length !== 2) problems.immutable('spec.cidrs', now)
  }
}
