import { labelProblems, portNameProblems } from '../names'
import { list, number, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateEnv } from './validate-env'
import { validateDevices, validateMounts } from './validate-mounts'
import { validateLifecycle, validatePort, validateProbes } from './validate-probes'
import { validateResizePolicy, validateResources } from './validate-resources'
import { validateRestart } from './validate-restart'
import { validateSecurityContext } from './validate-security'

/** What a pod has that its containers refer to. */
export interface PodParts {
  readonly spec: Part
  /** Volumes that were read without an error, by name. */
  readonly volumes: ReadonlyMap<string, Part>
  readonly claims: readonly string[]
  readonly grace: number | undefined
  readonly hostUsers: boolean
  readonly os: string
}

const protocols = ['SCTP', 'TCP', 'UDP']

/** Models core/validation validateContainerCommon. */
function validateCommon(container: Part, at: string, parts: PodParts, problems: Problems): void {
  const name = text(container.name)
  if (name === '') problems.required(`${at}.name`)
  else problems.allInvalid(`${at}.name`, name, labelProblems(name))
  if (text(container.image) === '') problems.required(`${at}.image`)
  problems.oneOf(`${at}.terminationMessagePolicy`, text(container.terminationMessagePolicy), [
    'FallbackToLogsOnError',
    'File'
  ])
  validatePorts(list(container.ports), `${at}.ports`, problems)
  validateEnv(container, at, parts.volumes, problems)
  validateMounts(container, at, parts.volumes, problems)
  validateDevices(container, at, parts.volumes, problems)
  problems.oneOf(`${at}.imagePullPolicy`, text(container.imagePullPolicy), ['Always', 'IfNotPresent', 'Never'])
  validateResources(container.resources, `${at}.resources`, parts.claims, problems)
  validateResizePolicy(list(container.resizePolicy), `${at}.resizePolicy`, text(parts.spec.restartPolicy), problems)
  validateSecurityContext(container.securityContext, `${at}.securityContext`, parts.hostUsers, problems)
}

function validatePorts(ports: readonly Part[], at: string, problems: Problems): void {
  const names = new Set<string>()
  ports.forEach((port, i) => {
    const here = `${at}[${i}]`
    const name = text(port.name)
    if (name !== '') {
      const wrong = portNameProblems(name)
      problems.allInvalid(`${here}.name`, name, wrong)
      if (wrong.length === 0 && names.has(name)) problems.duplicate(`${here}.name`, name)
      if (wrong.length === 0) names.add(name)
    }
    if (number(port.containerPort) === 0) problems.required(`${here}.containerPort`)
    else validatePort(port.containerPort, `${here}.containerPort`, problems)
    if (number(port.hostPort) !== 0) validatePort(port.hostPort, `${here}.hostPort`, problems)
    problems.oneOf(`${here}.protocol`, text(port.protocol), protocols)
  })
}

/** Models checkHostPortConflicts. */
function validateHostPorts(containers: readonly (readonly [Part, string])[], problems: Problems): void {
  const taken = new Set<string>()
  for (const [container, at] of containers)
    list(container.ports).forEach((port, i) => {
      if (number(port.hostPort) === 0) return
      const claimed = `${text(port.protocol)}/${text(port.hostIP)}/${number(port.hostPort)}`
      if (taken.has(claimed)) problems.duplicate(`${at}.ports[${i}].hostPort`, claimed)
      taken.add(claimed)
    })
}

/** Models validateContainers. */
export function validateContainers(at: string, parts: PodParts, problems: Problems): void {
  const containers = list(parts.spec.containers)
  if (containers.length === 0) return problems.required(at)
  const names = new Set<string>()
  containers.forEach((container, i) => {
    const here = `${at}[${i}]`
    validateCommon(container, here, parts, problems)
    const name = text(container.name)
    if (names.has(name)) problems.duplicate(`${here}.name`, name)
    names.add(name)
    validateLifecycle(container.lifecycle, `${here}.lifecycle`, parts.grace, parts.os, problems)
    validateProbes(container, here, parts.grace, problems)
    validateRestart(container, here, problems)
  })
  validateHostPorts(
    containers.map((container, i) => [container, `${at}[${i}]`]),
    problems
  )
}

/** Models validateInitContainers. */
export function validateInitContainers(at: string, parts: PodParts, problems: Problems): void {
  const names = new Set(list(parts.spec.containers).map(({ name }) => text(name)))
  list(parts.spec.initContainers).forEach((container, i) => {
    const here = `${at}[${i}]`
    validateCommon(container, here, parts, problems)
    validateRestart(container, here, problems)
    const name = text(container.name)
    if (names.has(name)) problems.duplicate(`${here}.name`, name)
    else if (name !== '') names.add(name)
    // They run one after the other.
    validateHostPorts([[container, `${at}[0]`]], problems)
    if (container.restartPolicy === 'Always') {
      validateLifecycle(container.lifecycle, `${here}.lifecycle`, parts.grace, parts.os, problems)
      validateProbes(container, here, parts.grace, problems)
    } else
      for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'])
        if (part(container[field]))
          problems.forbidden(`${here}.${field}`, 'may not be set for init containers without restartPolicy=Always')
  })
}

/** What an ephemeral container may not have, in the order of its fields. */
const notEphemeral = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle'
]

/** Models validateEphemeralContainers. */
export function validateEphemeralContainers(at: string, parts: PodParts, problems: Problems): void {
  const lasting = new Set(
    [...list(parts.spec.containers), ...list(parts.spec.initContainers)].map(({ name }) => text(name))
  )
  const names = new Set(lasting)
  list(parts.spec.ephemeralContainers).forEach((container, i) => {
    const here = `${at}[${i}]`
    validateCommon(container, here, parts, problems)
    validateImage(container, here, problems)
    const name = text(container.name)
    if (names.has(name)) problems.duplicate(`${here}.name`, name)
    names.add(name)
    const target = text(container.targetContainerName)
    if (target !== '' && !lasting.has(target)) problems.notFound(`${here}.targetContainerName`, target)
    for (const field of notEphemeral) {
      const value = container[field]
      if (value === undefined || (field === 'resources' && Object.keys(part(value) ?? {}).length === 0)) continue
      problems.forbidden(`${here}.${field}`, 'cannot be set for an Ephemeral Container')
    }
    list(container.volumeMounts).forEach((mount, j) => {
      for (const field of ['subPath', 'subPathExpr'])
        if (text(mount[field]) !== '')
          problems.forbidden(`${here}.volumeMounts[${j}].${field}`, 'cannot be set for an Ephemeral Container')
    })
  })
}

/** Models validateContainerOnlyForPod: templates may hold what a hook replaces. */
export function validateImage(container: Part, at: string, problems: Problems): void {
  const image = text(container.image)
  if (image !== image.trim()) problems.invalid(`${at}.image`, image, 'must not have leading or trailing whitespace')
}
