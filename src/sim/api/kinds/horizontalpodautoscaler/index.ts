import { compareQuantities } from '../../quantity'
import type { KindCode } from '../kind'
import type { KubeObject } from '../../types'
import { list, number, optionalNumber, optionalText, part, text, type Part } from '../parts'
import { nameProblems } from '../names'
import type { Problems } from '../problems'
import { validateSelector } from '../selector'

const oneMetric = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } }
}

/** Models pkg/apis/autoscaling/v2/defaults.go. */
function defaults(object: KubeObject): KubeObject {
  const spec = part(object.spec) ?? {}
  const behavior = part(spec.behavior)
  const rules = (value: unknown, own: Part): Part => {
    const given = part(value) ?? {}
    return { ...own, ...given, ...(list(given.policies).length === 0 && { policies: own.policies }) }
  }
  return {
    ...object,
    spec: {
      ...spec,
      ...(spec.minReplicas === undefined && { minReplicas: 1 }),
      ...(list(spec.metrics).length === 0 && { metrics: [oneMetric] }),
      ...(behavior && {
        behavior: {
          ...behavior,
          scaleUp: rules(behavior.scaleUp, {
            stabilizationWindowSeconds: 0,
            selectPolicy: 'Max',
            policies: [
              { type: 'Pods', value: 4, periodSeconds: 15 },
              { type: 'Percent', value: 100, periodSeconds: 15 }
            ]
          }),
          scaleDown: rules(behavior.scaleDown, {
            selectPolicy: 'Max',
            policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }]
          })
        }
      })
    }
  }
}

/** The older version knows CPU alone. Models pkg/apis/autoscaling/v1/conversion.go. */
function convert(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: percent, ...spec } = part(object.spec) ?? {}
  const metrics =
    percent === undefined
      ? []
      : [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } }
          }
        ]
  const { currentCPUUtilizationPercentage: _cpu, ...status } = part(object.status) ?? {}
  return { ...object, spec: { ...spec, ...(metrics.length > 0 && { metrics }) }, status }
}

function inVersion(object: KubeObject, apiVersion: string): KubeObject {
  if (apiVersion !== 'autoscaling/v1') return object
  const { metrics, behavior, ...spec } = part(object.spec) ?? {}
  const isCpu = (metric: Part) =>
    metric.type === 'Resource' &&
    part(metric.resource)?.name === 'cpu' &&
    part(part(metric.resource)?.target)?.averageUtilization !== undefined
  const cpu = list(metrics).find(isCpu)
  const others = list(metrics).filter((metric) => metric !== cpu)
  const annotations = {
    ...(part(behavior) && { 'autoscaling.alpha.kubernetes.io/behavior': JSON.stringify(goBehavior(part(behavior)!)) }),
    ...(others.length > 0 && { 'autoscaling.alpha.kubernetes.io/metrics': JSON.stringify(others.map(inOld)) })
  }
  const { currentMetrics: _current, conditions: _conditions, ...status } = part(object.status) ?? {}
  return {
    ...object,
    apiVersion,
    metadata: {
      ...object.metadata,
      ...(Object.keys(annotations).length > 0 && { annotations: { ...object.metadata.annotations, ...annotations } })
    },
    spec: {
      ...spec,
      ...(cpu && {
        targetCPUUtilizationPercentage: part(part(cpu.resource)?.target)?.averageUtilization
      })
    },
    // What the newer version leaves out when it is zero the older one writes.
    status: { currentReplicas: 0, desiredReplicas: 0, ...status }
  }
}

/** A metric as the older version writes it. Models pkg/apis/autoscaling/v1/conversion.go. */
function inOld(metric: Part): Part {
  const given = ['resource', 'containerResource', 'pods', 'object', 'external'].find((form) => part(metric[form]))
  if (given === undefined) return metric
  const { name, container, metric: named, describedObject, target: aim } = part(metric[given])!
  const target = part(aim) ?? {}
  const { name: metricName, selector } = part(named) ?? {}
  const average = target.averageValue !== undefined && { targetAverageValue: target.averageValue }
  const value = target.value !== undefined && { targetValue: target.value }
  const chosen = selector !== undefined && { [given === 'external' ? 'metricSelector' : 'selector']: selector }
  const forms: Readonly<Record<string, Part>> = {
    pods: { metricName, ...average, ...chosen },
    object: {
      target: describedObject,
      metricName,
      targetValue: target.value ?? '0',
      ...chosen,
      ...(target.averageValue !== undefined && { averageValue: target.averageValue })
    },
    external: { metricName, ...chosen, ...value, ...average }
  }
  const percent = target.averageUtilization !== undefined && { targetAverageUtilization: target.averageUtilization }
  const amount = { name, ...percent, ...average, ...(container !== undefined && { container }) }
  return { type: metric.type, [given]: forms[given] ?? amount }
}

/** How it scales, as Go writes its own structs: the older version has no place for it. */
const goBehavior = ({ scaleUp, scaleDown }: Part): Part => ({
  ScaleUp: goRules(scaleUp),
  ScaleDown: goRules(scaleDown)
})
function goRules(given: unknown): Part | null {
  const rules = part(given)
  if (!rules) return null
  const policies = list(rules.policies).map(({ type, value, periodSeconds }) => ({
    Type: type,
    Value: value,
    PeriodSeconds: periodSeconds
  }))
  return {
    StabilizationWindowSeconds: rules.stabilizationWindowSeconds ?? null,
    SelectPolicy: rules.selectPolicy ?? null,
    Policies: rules.policies === undefined ? null : policies,
    Tolerance: rules.tolerance ?? null
  }
}

/** Models pkg/apis/autoscaling/validation validateHorizontalPodAutoscalerSpec. */
function validate(object: KubeObject, problems: Problems): void {
  const spec = part(object.spec) ?? {}
  const [least, most] = [optionalNumber(spec.minReplicas), number(spec.maxReplicas)]
  if (least !== undefined && least < 1)
    problems.invalid('spec.minReplicas', least, 'must be greater than or equal to 1')
  if (most === 0) problems.required('spec.maxReplicas', 'must be set and greater than 0')
  else if (most < 1) problems.invalid('spec.maxReplicas', most, 'must be greater than or equal to 1')
  if (least !== undefined && most < least)
    problems.invalid('spec.maxReplicas', most, 'must be greater than or equal to `minReplicas`')
  validateReference(part(spec.scaleTargetRef) ?? {}, 'spec.scaleTargetRef', problems)
  const apiVersion = text(part(spec.scaleTargetRef)?.apiVersion)
  if (!apiVersion.includes('/') && apiVersion !== 'v1')
    problems.invalid('spec.scaleTargetRef.apiVersion', apiVersion, 'apiVersion must specify API group')
  const metrics = list(spec.metrics)
  metrics.forEach((metric, i) => validateMetric(metric, `spec.metrics[${i}]`, problems))
  if (least === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External'))
    problems.forbidden(
      'spec.metrics',
      'must specify at least one Object or External metric to support scaling to zero replicas'
    )
  const behavior = part(spec.behavior)
  if (!behavior) return
  for (const field of ['scaleUp', 'scaleDown'])
    if (part(behavior[field])) validateRules(part(behavior[field])!, `spec.behavior.${field}`, problems)
}

/** Models ValidateCrossVersionObjectReference. */
function validateReference(ref: Part, at: string, problems: Problems): void {
  for (const field of ['kind', 'name']) {
    const value = text(ref[field])
    if (value === '') problems.required(`${at}.${field}`)
    else problems.allInvalid(`${at}.${field}`, value, nameProblems(value, 'path'))
  }
}

const policies = ['Disabled', 'Max', 'Min']

function validateRules(rules: Part, at: string, problems: Problems): void {
  const window = optionalNumber(rules.stabilizationWindowSeconds)
  if (window !== undefined && window < 0)
    problems.invalid(`${at}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero')
  if (window !== undefined && window > 3_600)
    problems.invalid(`${at}.stabilizationWindowSeconds`, window, 'must be less than or equal to 3600')
  const select = optionalText(rules.selectPolicy)
  if (select !== undefined && !policies.includes(select)) problems.notSupported(`${at}.selectPolicy`, select, policies)
  const tolerance = optionalText(rules.tolerance)
  if (tolerance !== undefined && compareQuantities(tolerance, '0') < 0)
    problems.invalid(`${at}.tolerance`, tolerance, 'must be greater or equal to zero')
  if (list(rules.policies).length === 0) return problems.required(`${at}.policies`, 'must specify at least one Policy')
  list(rules.policies).forEach((policy, i) => {
    const here = `${at}.policies[${i}]`
    const [type, value, period] = [text(policy.type), number(policy.value), number(policy.periodSeconds)]
    if (type !== 'Percent' && type !== 'Pods') problems.notSupported(`${here}.type`, type, ['Percent', 'Pods'])
    if (value <= 0) problems.invalid(`${here}.value`, value, 'must be greater than zero')
    if (period <= 0) problems.invalid(`${here}.periodSeconds`, period, 'must be greater than zero')
    if (period > 1_800) problems.invalid(`${here}.periodSeconds`, period, 'must be less than or equal to 1800')
  })
}

const types = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']
const fieldOf: Readonly<Record<string, string>> = {
  object: 'Object',
  external: 'External',
  pods: 'Pods',
  resource: 'Resource',
  containerResource: 'ContainerResource'
}

/** Models validateMetricSpec. */
function validateMetric(metric: Part, at: string, problems: Problems): void {
  const type = text(metric.type)
  if (type === '') problems.required(`${at}.type`, 'must specify a metric source type')
  if (!types.includes(type)) problems.notSupported(`${at}.type`, type, types)
  const given = Object.keys(fieldOf).filter((field) => part(metric[field]))
  const expected = Object.keys(fieldOf).find((field) => fieldOf[field] === type)
  const sources: string[] = []
  for (const field of ['object', 'external', 'pods', 'resource', 'containerResource']) {
    if (!given.includes(field)) continue
    sources.push(field)
    if (sources.length === 1) validateSource(field, part(metric[field])!, `${at}.${field}`, problems)
  }
  // The type is looked at again beside its source.
  if (expected === undefined) problems.notSupported(`${at}.type`, type, types)
  if (expected !== undefined && !given.includes(expected))
    problems.required(`${at}.${expected}`, `must populate information for the given metric source`)
  if (sources.length > 1) {
    const extra = sources.filter((field) => field !== expected)
    for (const field of extra) problems.forbidden(`${at}.${field}`, 'must populate the given metric source only')
  }
}

function validateSource(field: string, source: Part, at: string, problems: Problems): void {
  const target = part(source.target) ?? {}
  if (field === 'object') {
    validateReference(part(source.describedObject) ?? {}, `${at}.describedObject`, problems)
    validateName(part(source.metric) ?? {}, `${at}.metric`, problems)
    validateTarget(target, `${at}.target`, problems)
    if (target.value === undefined && target.averageValue === undefined)
      problems.required(`${at}.target.averageValue`, 'must set either a target value or averageValue')
  } else if (field === 'external') {
    validateName(part(source.metric) ?? {}, `${at}.metric`, problems)
    validateTarget(target, `${at}.target`, problems)
    if (target.value === undefined && target.averageValue === undefined)
      problems.required(`${at}.target.averageValue`, 'must set either a target value for metric or a per-pod target')
    if (target.value !== undefined && target.averageValue !== undefined)
      problems.forbidden(`${at}.target.value`, 'may not set both a target value for metric and a per-pod target')
  } else if (field === 'pods') {
    validateName(part(source.metric) ?? {}, `${at}.metric`, problems)
    validateTarget(target, `${at}.target`, problems)
    if (!isPositive(target.averageValue))
      problems.required(`${at}.target.averageValue`, 'must specify a positive target averageValue')
  } else {
    if (field === 'containerResource' && text(source.container) === '')
      problems.required(`${at}.container`, 'must specify a container')
    if (text(source.name) === '') problems.required(`${at}.name`, 'must specify a resource name')
    validateTarget(target, `${at}.target`, problems)
    if (target.averageUtilization === undefined && target.averageValue === undefined)
      problems.required(`${at}.target.averageUtilization`, 'must set either a target raw value or a target utilization')
    if (target.averageUtilization !== undefined && target.averageValue !== undefined)
      problems.forbidden(`${at}.target.averageValue`, 'may not set both a target raw value and a target utilization')
  }
}

const isPositive = (value: unknown): boolean => typeof value === 'string' && compareQuantities(value, '0') > 0

function validateName(metric: Part, at: string, problems: Problems): void {
  const name = text(metric.name)
  if (name === '') problems.required(`${at}.name`, 'must specify a metric name')
  else problems.allInvalid(`${at}.name`, name, nameProblems(name, 'path'))
  validateSelector(metric.selector, `${at}.selector`, problems)
}

/** Models validateMetricTarget. */
function validateTarget(target: Part, at: string, problems: Problems): void {
  const type = text(target.type)
  if (type === '') problems.required(`${at}.type`, 'must specify a metric target type')
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    problems.invalid(`${at}.type`, type, 'must be either Utilization, Value, or AverageValue')
  if (target.value !== undefined && !isPositive(target.value))
    problems.invalid(`${at}.value`, target.value, 'must be positive')
  if (target.averageValue !== undefined && !isPositive(target.averageValue))
    problems.invalid(`${at}.averageValue`, target.averageValue, 'must be positive')
  const percent = optionalNumber(target.averageUtilization)
  if (percent !== undefined && percent < 1)
    problems.invalid(`${at}.averageUtilization`, percent, 'must be greater than 0')
}

export const horizontalpodautoscaler: KindCode = { defaults, convert, inVersion, validate }
