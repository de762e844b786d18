import { quantityMilliValue } from '../../quantity'
import type { Container, Probe } from '../../types'
import { labelProblems, nameProblems, portNameProblems } from '../names'
import type { Problems } from '../problems'

/** What a pod has that its containers refer to. */
export interface PodParts {
  /** Names of volumes that were read without an error. */
  readonly volumes: ReadonlySet<string>
  readonly hostNetwork: boolean
  readonly graceSeconds: number
}

/** Models pkg/apis/core/validation validateContainers, as far as the fields are read somewhere here. */
export function validateContainers(
  containers: readonly Container[],
  at: string,
  sort: 'main' | 'init',
  names: Set<string>,
  parts: PodParts,
  problems: Problems
): void {
  const hostPorts = new Set<string>()
  containers.forEach((container, i) => {
    const here = `${at}[${i}]`
    if (!container.name) problems.required(`${here}.name`)
    else for (const text of labelProblems(container.name)) problems.invalid(`${here}.name`, container.name, text)
    if (container.name && names.has(container.name)) problems.duplicate(`${here}.name`, container.name)
    names.add(container.name)
    if (!container.image) problems.required(`${here}.image`)
    else if (container.image !== container.image.trim())
      problems.invalid(`${here}.image`, container.image, 'must not have leading or trailing whitespace')
    validatePorts(container, here, parts, hostPorts, problems)
    validateEnv(container, here, problems)
    validateMounts(container, here, parts, problems)
    oneOf(
      `${here}.terminationMessagePolicy`,
      container.terminationMessagePolicy,
      ['FallbackToLogsOnError', 'File'],
      problems
    )
    oneOf(`${here}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], problems)
    validateResources(container, here, problems)
    oneOf(`${here}.restartPolicy`, container.restartPolicy, ['Always', 'Never', 'OnFailure'], problems)
    const isSidecar = container.restartPolicy === 'Always'
    const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container
    if (sort === 'init' && !isSidecar) {
      const parts = { lifecycle, livenessProbe, readinessProbe, startupProbe }
      for (const [name, value] of Object.entries(parts))
        if (value)
          problems.forbidden(`${here}.${name}`, 'may not be set for init containers without restartPolicy=Always')
      return
    }
    for (const [name, handler] of Object.entries(lifecycle ?? {}) as [string, Handler | undefined][])
      if (handler) validateHandler(handler, `${here}.lifecycle.${name}`, parts.graceSeconds, problems)
    validateProbe(livenessProbe, `${here}.livenessProbe`, problems)
    if (livenessProbe && (livenessProbe.successThreshold ?? 1) !== 1)
      problems.invalid(`${here}.livenessProbe.successThreshold`, livenessProbe.successThreshold, 'must be 1')
    validateProbe(readinessProbe, `${here}.readinessProbe`, problems)
    if (readinessProbe?.terminationGracePeriodSeconds !== undefined)
      problems.invalid(
        `${here}.readinessProbe.terminationGracePeriodSeconds`,
        readinessProbe.terminationGracePeriodSeconds,
        'must not be set for readinessProbes'
      )
    validateProbe(startupProbe, `${here}.startupProbe`, problems)
    if (startupProbe && (startupProbe.successThreshold ?? 1) !== 1)
      problems.invalid(`${here}.startupProbe.successThreshold`, startupProbe.successThreshold, 'must be 1')
  })
}

export function oneOf(
  field: string,
  value: string | undefined,
  supported: readonly string[],
  problems: Problems
): void {
  if (value !== undefined && value !== '' && !supported.includes(value)) problems.notSupported(field, value, supported)
}

const isPort = (port: unknown): boolean => typeof port === 'number' && port >= 1 && port <= 65_535
const portText = 'must be between 1 and 65535, inclusive'

function validatePorts(
  { ports = [] }: Container,
  at: string,
  { hostNetwork }: PodParts,
  hostPorts: Set<string>,
  problems: Problems
): void {
  const names = new Set<string>()
  ports.forEach(({ name, containerPort, hostPort, hostIP = '', protocol = 'TCP' }, i) => {
    const here = `${at}.ports[${i}]`
    if (name) {
      const wrong = portNameProblems(name)
      for (const text of wrong) problems.invalid(`${here}.name`, name, text)
      if (wrong.length === 0) {
        if (names.has(name)) problems.duplicate(`${here}.name`, name)
        names.add(name)
      }
    }
    if (!containerPort) problems.required(`${here}.containerPort`)
    else if (!isPort(containerPort)) problems.invalid(`${here}.containerPort`, containerPort, portText)
    if (hostPort) {
      if (!isPort(hostPort)) problems.invalid(`${here}.hostPort`, hostPort, portText)
      else if (hostNetwork && hostPort !== containerPort)
        problems.invalid(`${here}.hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true')
    }
    oneOf(`${here}.protocol`, protocol, ['SCTP', 'TCP', 'UDP'], problems)
    if (!hostPort) return
    const claimed = `${protocol}/${hostIP}/${hostPort}`
    if (hostPorts.has(claimed)) problems.duplicate(`${here}.hostPort`, claimed)
    hostPorts.add(claimed)
  })
}

function validateEnv({ env = [], envFrom = [] }: Container, at: string, problems: Problems): void {
  env.forEach(({ name, value, valueFrom }, i) => {
    const here = `${at}.env[${i}]`
    if (!name) problems.required(`${here}.name`)
    else if (!/^[ -<>-~]+$/.test(name)) problems.invalid(`${here}.name`, name, environmentText)
    if (!valueFrom) return
    const sources = Object.entries(valueFrom).filter(([, source]) => source)
    if (sources.length === 0)
      problems.invalid(
        `${here}.valueFrom`,
        '',
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
      )
    else if (value) problems.invalid(`${here}.valueFrom`, '', 'may not be specified when `value` is not empty')
    else if (sources.length > 1)
      problems.invalid(`${here}.valueFrom`, '', 'may not have more than one field specified at a time')
    for (const which of ['configMapKeyRef', 'secretKeyRef'] as const) {
      const ref = valueFrom[which]
      if (!ref) continue
      for (const text of nameProblems(ref.name ?? '', undefined))
        problems.invalid(`${here}.valueFrom.${which}.name`, ref.name ?? '', text)
      if (!ref.key) problems.required(`${here}.valueFrom.${which}.key`)
    }
  })
  envFrom.forEach(({ prefix, configMapRef, secretRef }, i) => {
    const here = `${at}.envFrom[${i}]`
    if (prefix && !/^[ -<>-~]+$/.test(prefix)) problems.invalid(`${here}.prefix`, prefix, environmentText)
    if (configMapRef && !configMapRef.name) problems.required(`${here}.configMapRef.name`)
    if (secretRef && !secretRef.name) problems.required(`${here}.secretRef.name`)
    if (configMapRef && secretRef)
      problems.invalid(`${at}.envFrom`, '', 'may not have more than one field specified at a time')
    if (!configMapRef && !secretRef)
      problems.invalid(`${at}.envFrom`, '', 'must specify one of: `configMapRef` or `secretRef`')
  })
}
const environmentText =
  "a valid environment variable name must consist only of printable ASCII characters other than '='"

function validateMounts({ volumeMounts = [] }: Container, at: string, parts: PodParts, problems: Problems): void {
  const paths = new Set<string>()
  volumeMounts.forEach(({ name, mountPath, subPath }, i) => {
    const here = `${at}.volumeMounts[${i}]`
    if (!name) problems.required(`${here}.name`)
    if (!parts.volumes.has(name)) problems.notFound(`${here}.name`, name ?? '')
    if (!mountPath) problems.required(`${here}.mountPath`)
    if (mountPath && paths.has(mountPath)) problems.invalid(`${here}.mountPath`, mountPath, 'must be unique')
    paths.add(mountPath)
    if (subPath?.split('/').includes('..'))
      problems.invalid(`${at}.volumeMounts.subPath`, subPath, "must not contain '..'")
  })
}

const standard = /^(cpu|memory|ephemeral-storage|hugepages-.*)$/

/** Models validateContainerResourceRequirements. */
function validateResources({ resources }: Container, at: string, problems: Problems): void {
  const limits: Readonly<Record<string, string>> = resources?.limits ?? {}
  const requests: Readonly<Record<string, string>> = resources?.requests ?? {}
  for (const [part, list] of Object.entries({ limits, requests }))
    for (const [name, amount] of Object.entries(list)) {
      const field = `${at}.resources.${part}[${name}]`
      if (!standard.test(name) && !name.includes('/'))
        problems.invalid(field, name, 'must be a standard resource for containers')
      if (quantityMilliValue(amount) < 0) problems.invalid(field, amount, 'must be greater than or equal to 0')
      else if (name.includes('/') && quantityMilliValue(amount) % 1_000 !== 0)
        problems.invalid(field, amount, 'must be an integer')
    }
  for (const [name, amount] of Object.entries(requests)) {
    const limit = limits[name]
    if (limit === undefined) continue
    const over = quantityMilliValue(amount) - quantityMilliValue(limit)
    if (name.includes('/') && over !== 0)
      problems.invalid(`${at}.resources.requests`, amount, `must be equal to ${name} limit of ${limit}`)
    else if (over > 0)
      problems.invalid(`${at}.resources.requests`, amount, `must be less than or equal to ${name} limit of ${limit}`)
  }
}

type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & {
  readonly sleep?: { readonly seconds: number }
}

function validateHandler(handler: Handler, at: string, graceSeconds: number, problems: Problems): void {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler
  let count = 0
  const another = (name: string): boolean => {
    if (count++ === 0) return true
    problems.forbidden(`${at}.${name}`, 'may not specify more than 1 handler type')
    return false
  }
  const port = (value: number | string | undefined, field: string) => {
    if (typeof value === 'string') for (const text of portNameProblems(value)) problems.invalid(field, value, text)
    else if (!isPort(value)) problems.invalid(field, value ?? 0, portText)
  }
  if (exec && another('exec') && (exec.command ?? []).length === 0) problems.required(`${at}.exec.command`)
  if (httpGet && another('httpGet')) port(httpGet.port, `${at}.httpGet.port`)
  if (tcpSocket && another('tcpSocket')) port(tcpSocket.port, `${at}.tcpSocket.port`)
  if (grpc && another('grpc')) port(grpc.port, `${at}.grpc.port`)
  if (sleep && another('sleep') && (sleep.seconds < 0 || sleep.seconds > graceSeconds))
    problems.invalid(
      `${at}.sleep`,
      sleep.seconds,
      `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`
    )
  if (count === 0) problems.required(at, 'must specify a handler type')
}

function validateProbe(probe: Probe | undefined, at: string, problems: Problems): void {
  if (!probe) return
  validateHandler(probe, at, 0, problems)
  for (const name of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold'
  ] as const)
    problems.nonNegative(`${at}.${name}`, probe[name])
}
