import { headerProblems, portNameProblems } from '../names'
import { list, number, optionalNumber, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'

const portText = 'must be between 1 and 65535, inclusive'

/** Models core/validation ValidatePortNumOrName. */
export function validatePortOrName(port: unknown, field: string, problems: Problems): void {
  if (typeof port === 'string') return problems.allInvalid(field, port, portNameProblems(port))
  const value = number(port)
  if (value < 1 || value > 65_535) problems.invalid(field, value, portText)
}

/** Models IsValidPortNum. */
export function validatePort(port: unknown, field: string, problems: Problems): void {
  const value = number(port)
  if (value < 1 || value > 65_535) problems.invalid(field, value, portText)
}

const handlers: Readonly<Record<string, (handler: Part, at: string, problems: Problems) => void>> = {
  exec: ({ command }, at, problems) => {
    if (texts(command).length === 0) problems.required(`${at}.command`)
  },
  httpGet: (http, at, problems) => {
    if (text(http.path) === '') problems.required(`${at}.path`)
    validatePortOrName(http.port, `${at}.port`, problems)
    if (http.scheme !== 'HTTP' && http.scheme !== 'HTTPS')
      problems.notSupported(`${at}.scheme`, text(http.scheme), ['HTTP', 'HTTPS'])
    for (const header of list(http.httpHeaders))
      problems.allInvalid(`${at}.httpHeaders`, text(header.name), headerProblems(text(header.name)))
  },
  tcpSocket: ({ port }, at, problems) => validatePortOrName(port, `${at}.port`, problems),
  grpc: ({ port }, at, problems) => validatePort(port, `${at}.port`, problems)
}

/** Models validateHandler. */
function validateHandler(handler: Part, at: string, grace: number | undefined, problems: Problems): void {
  let count = 0
  for (const name of ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep']) {
    const given = part(handler[name])
    if (!given) continue
    if (count++ > 0) problems.forbidden(`${at}.${name}`, 'may not specify more than 1 handler type')
    else if (name !== 'sleep') handlers[name]!(given, `${at}.${name}`, problems)
    else {
      const seconds = number(given.seconds)
      if (grace !== undefined && (seconds < 0 || seconds > grace))
        problems.invalid(
          `${at}.sleep`,
          seconds,
          `must be non-negative and less than terminationGracePeriodSeconds (${grace})`
        )
    }
  }
  if (count === 0) problems.required(at, 'must specify a handler type')
}

const numbers = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']

/** Models validateLivenessProbe, validateReadinessProbe and validateStartupProbe. */
export function validateProbes(container: Part, at: string, grace: number | undefined, problems: Problems): void {
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = part(container[name])
    if (!probe) continue
    const here = `${at}.${name}`
    validateHandler(probe, here, grace, problems)
    for (const field of numbers) problems.nonNegative(`${here}.${field}`, number(probe[field]))
    const ownGrace = optionalNumber(probe.terminationGracePeriodSeconds)
    if (ownGrace !== undefined && ownGrace <= 0)
      problems.invalid(`${here}.terminationGracePeriodSeconds`, ownGrace, 'must be greater than 0')
    if (name === 'readinessProbe') {
      if (ownGrace !== undefined)
        problems.invalid(`${here}.terminationGracePeriodSeconds`, ownGrace, 'must not be set for readinessProbes')
    } else if (number(probe.successThreshold) !== 1)
      problems.invalid(`${here}.successThreshold`, number(probe.successThreshold), 'must be 1')
  }
}

/** Signals of Linux, less those that only Windows would have. */
const windowsSignals = ['SIGKILL', 'SIGTERM']

/** Models validateLifecycle. */
export function validateLifecycle(
  value: unknown,
  at: string,
  grace: number | undefined,
  os: string,
  problems: Problems
): void {
  const lifecycle = part(value)
  if (!lifecycle) return
  for (const name of ['postStart', 'preStop']) {
    const handler = part(lifecycle[name])
    if (handler) validateHandler(handler, `${at}.${name}`, grace, problems)
  }
  const signal = text(lifecycle.stopSignal)
  if (signal === '') return
  if (os === 'windows' && !windowsSignals.includes(signal))
    problems.notSupported(`${at}.stopSignal`, signal, windowsSignals)
  else if (!/^SIG/.test(signal)) problems.notSupported(`${at}.stopSignal`, signal, linuxSignals)
}

const realTime = Array.from({ length: 15 }, (_, i) => [`SIGRTMIN+${i + 1}`, `SIGRTMAX-${i < 14 ? i + 1 : ''}`])
const linuxSignals: readonly string[] = [
  ...'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT RTMAX RTMIN SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'
    .split(' ')
    .map((name) => `SIG${name}`),
  ...realTime.flat().filter((name) => !name.endsWith('-'))
].sort()
