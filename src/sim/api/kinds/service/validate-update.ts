import { equal } from '../../equality'
import type { KubeObject } from '../../types'
import { number, part, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { isHeadless } from './validate'

/** Models ValidateServiceUpdate, without what is wrong with the service alone. */
export function validateServiceUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const [spec, before] = [part(object.spec) ?? {}, part(old.spec) ?? {}]
  if (spec.type !== 'ExternalName' && before.type !== 'ExternalName') {
    validateAddresses(spec, before, problems)
    validateFamilies(spec, before, problems)
  }
  if (
    spec.type === 'LoadBalancer' &&
    before.type === 'LoadBalancer' &&
    !equal(spec.loadBalancerClass, before.loadBalancerClass)
  )
    problems.invalid('spec.loadBalancerClass', spec.loadBalancerClass ?? null, 'may not change once set')
  const checked = (one: Part) => one.type === 'LoadBalancer' && one.externalTrafficPolicy === 'Local'
  if (checked(spec) && checked(before) && number(spec.healthCheckNodePort) !== number(before.healthCheckNodePort))
    problems.forbidden('spec.healthCheckNodePort', 'field is immutable')
}

/** Models validateUpgradeDowngradeClusterIPs. */
function validateAddresses(spec: Part, before: Part, problems: Problems): void {
  if (isHeadless(spec) && isHeadless(before)) return
  const [now, was] = [texts(spec.clusterIPs), texts(before.clusterIPs)]
  const at = (i: number) => `spec.clusterIPs[${i}]`
  const shown = now.length === 0 ? null : now
  const once = 'may not change once set'
  if (was.length === now.length) {
    was.forEach((ip, i) => {
      if (ip !== now[i]) problems.invalid(at(i), shown, once)
    })
  } else if (was.length > now.length) {
    if (now.length === 0) problems.invalid(at(0), shown, 'primary clusterIP can not be unset')
    else if (now[0] !== was[0]) problems.invalid(at(0), shown, once)
    if (now.length === 1 && spec.ipFamilyPolicy !== 'SingleStack')
      problems.invalid(
        'spec.ipFamilyPolicy',
        spec.ipFamilyPolicy ?? null,
        "must be set to 'SingleStack' when releasing the secondary clusterIP"
      )
  } else if (was.length > 0 && now[0] !== was[0]) problems.invalid(at(0), shown, once)
}

/** Models validateUpgradeDowngradeIPFamilies. */
function validateFamilies(spec: Part, before: Part, problems: Problems): void {
  if (isHeadless(spec) || isHeadless(before)) return
  const [now, was] = [texts(spec.ipFamilies), texts(before.ipFamilies)]
  const at = 'spec.ipFamilies[0]'
  if (was.length === now.length) {
    was.forEach((family, i) => {
      if (family !== now[i]) problems.invalid(at, now, 'may not change once set')
    })
  } else if (was.length > 0 && now.length > 0 && now[0] !== was[0])
    problems.invalid(at, texts(spec.clusterIPs), 'may not change once set')
  if (was.length > now.length && now.length === 1 && spec.ipFamilyPolicy !== 'SingleStack')
    problems.invalid(
      'spec.ipFamilyPolicy',
      spec.ipFamilyPolicy ?? null,
      "must be set to 'SingleStack' when releasing the secondary ipFamily"
    )
}
