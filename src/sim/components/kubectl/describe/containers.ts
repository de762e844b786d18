import type { Container, ContainerState, ContainerStatus, EnvVar, Probe } from 'kubernetes-types/core/v1'
import { canonicalQuantity, quantityMilliValue, quantityValue } from '../../../api/quantity'
import type { Pod } from '../../../api/types'
import { goSorted } from '../print/go-sort'
import { quote } from '../print/go'
import { goList, longTime, type Writer } from './writer'

type Resources = Container['resources']

/** `Containers:` of a pod (with what became of them) or of a template (`inner`: deeper). Models describeContainers. */
export function writeContainers(
  writer: Writer,
  title: string,
  containers: readonly Container[],
  statuses: readonly ContainerStatus[],
  pod: Pod | undefined,
  space = ''
): void {
  writer.line(0, `${space}${title}:${containers.length === 0 ? ' <none>' : ''}`)
  for (const container of containers) {
    const status = statuses.find(({ name }) => name === container.name)
    writeBasics(writer, container, status, space)
    writeWords(writer, 'Command', container.command)
    writeWords(writer, 'Args', container.args)
    if (status) writeState(writer, status)
    writeResources(writer, container.resources, 2)
    for (const [name, probe] of [
      ['Liveness', container.livenessProbe],
      ['Readiness', container.readinessProbe],
      ['Startup', container.startupProbe]
    ] as const)
      if (probe) writer.row(2, name, probeText(probe))
    writeEnvironment(writer, container, pod)
    writeMounts(writer, container)
  }
}

function writeBasics(writer: Writer, container: Container, status: ContainerStatus | undefined, space: string): void {
  const { name, image = '', ports = [], securityContext } = container
  writer.line(1, `${space === '' ? '' : ' '}${name}:`)
  if (status) writer.row(2, 'Container ID', status.containerID ?? '')
  writer.row(2, 'Image', image)
  if (status) writer.row(2, 'Image ID', status.imageID ?? '')
  const texts = (number: 'containerPort' | 'hostPort') =>
    ports.map((port) => `${port[number] ?? 0}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`)
  const several = ports.length > 1
  writer.row(2, several ? 'Ports' : 'Port', texts('containerPort').join(', ') || '<none>')
  writer.row(2, several ? 'Host Ports' : 'Host Port', texts('hostPort').join(', ') || '<none>')
  const profile = securityContext?.seccompProfile
  if (profile) {
    writer.row(2, 'SeccompProfile', profile.type)
    if (profile.type === 'Localhost') writer.row(3, 'LocalhostProfile', profile.localhostProfile ?? '')
  }
}

function writeWords(writer: Writer, title: string, words: readonly string[] | undefined): void {
  if (!words || words.length === 0) return
  writer.line(2, `${title}:`)
  for (const word of words) for (const line of word.split('\n')) writer.line(3, line)
}

function writeState(writer: Writer, { state = {}, lastState, ready, restartCount }: ContainerStatus): void {
  writeOneState(writer, 'State', state)
  if (lastState?.terminated) writeOneState(writer, 'Last State', lastState)
  writer.row(2, 'Ready', ready ? 'True' : 'False')
  writer.row(2, 'Restart Count', restartCount)
}

function writeOneState(writer: Writer, title: string, { running, waiting, terminated }: ContainerState): void {
  if (running) {
    writer.row(2, title, 'Running')
    writer.row(3, 'Started', longTime(running.startedAt))
  } else if (terminated && !waiting) {
    writer.row(2, title, 'Terminated')
    if (terminated.reason) writer.row(3, 'Reason', terminated.reason)
    if (terminated.message) writer.row(3, 'Message', terminated.message)
    writer.row(3, 'Exit Code', terminated.exitCode)
    if ((terminated.signal ?? 0) > 0) writer.row(3, 'Signal', terminated.signal!)
    writer.row(3, 'Started', longTime(terminated.startedAt))
    writer.row(3, 'Finished', longTime(terminated.finishedAt))
  } else {
    writer.row(2, title, 'Waiting')
    if (waiting?.reason) writer.row(3, 'Reason', waiting.reason)
  }
}

/** Limits, then requests. Models describeResources. */
export function writeResources(writer: Writer, resources: Resources, level: number): void {
  for (const [title, amounts = {}] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests]
  ] as const) {
    const names = Object.keys(amounts).sort()
    if (names.length > 0) writer.line(level, `${title}:`)
    for (const name of names) writer.row(level + 1, name, canonicalQuantity(String(amounts[name])) ?? '')
  }
}

/** `http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3`. Models DescribeProbe. */
export function probeText(probe: Probe): string {
  const {
    initialDelaySeconds = 0,
    timeoutSeconds = 0,
    periodSeconds = 0,
    successThreshold = 0,
    failureThreshold = 0
  } = probe
  const times = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`
  const { exec, httpGet, tcpSocket, grpc } = probe as Probe & { grpc?: { port: number; service?: string } }
  if (exec) return `exec ${goList(exec.command)} ${times}`
  if (httpGet) {
    const { scheme = '', host = '', port, path = '' } = httpGet
    const slash = path !== '' && !path.startsWith('/') ? '/' : ''
    return `http-get ${scheme.toLowerCase()}://${host.includes(':') ? `[${host}]` : host}:${String(port)}${slash}${path} ${times}`
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${String(tcpSocket.port)} ${times}`
  if (grpc) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''} ${times}`
  return `unknown ${times}`
}

function writeEnvironment(writer: Writer, container: Container, pod: Pod | undefined): void {
  const { envFrom = [], env = [] } = container
  if (envFrom.length > 0) writer.line(2, 'Environment Variables from:')
  for (const { configMapRef, secretRef, prefix } of envFrom) {
    const from = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : ''
    const { name = '', optional = false } = configMapRef ?? secretRef ?? {}
    writer.line(3, `${name}\t${from}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${optional}`)
  }
  writer.line(2, `Environment:${env.length === 0 ? '\t<none>' : ''}`)
  for (const one of env) writeVariable(writer, one, container, pod)
}

function writeVariable(
  writer: Writer,
  { name, value = '', valueFrom }: EnvVar,
  container: Container,
  pod: Pod | undefined
): void {
  if (!valueFrom) {
    value.split('\n').forEach((line, i) => writer.line(3, `${i === 0 ? `${name}:` : ''}\t${line}`))
    return
  }
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom
  if (fieldRef) {
    const { apiVersion = 'v1', fieldPath } = fieldRef
    writer.row(3, name, `${pod ? fieldOf(pod, fieldPath) : ''} (${apiVersion}:${fieldPath})`)
  } else if (resourceFieldRef) {
    const { resource, divisor } = resourceFieldRef
    const amount = amountOf(
      container,
      resource,
      divisor === undefined || quantityMilliValue(divisor) === 0 ? '1' : divisor
    )
    const shown =
      amount === '0' && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : amount
    writer.row(3, name, `${shown} (${resource})`)
  } else if (secretKeyRef) {
    const { key, name: secret = '', optional = false } = secretKeyRef
    writer.row(3, name, `<set to the key '${key}' in secret '${secret}'>\tOptional: ${optional}`)
  } else if (configMapKeyRef) {
    const { key, name: map = '', optional = false } = configMapKeyRef
    writer.row(3, name, `<set to the key '${key}' of config map '${map}'>\tOptional: ${optional}`)
  }
}

/** Only metadata is known to the describer: what the status says stays empty. Models fieldpath.ExtractFieldPathAsString. */
function fieldOf({ metadata }: Pod, path: string): string {
  const [, map, key] = /^metadata\.(annotations|labels)\['(.*)'\]$/.exec(path) ?? []
  if (map === 'annotations' || map === 'labels') return metadata[map]?.[key!] ?? ''
  const all = (texts: Readonly<Record<string, string>> = {}) =>
    Object.keys(texts)
      .sort()
      .map((name) => `${name}=${quote(texts[name]!)}`)
      .join('\n')
  switch (path) {
    case 'metadata.annotations':
    case 'metadata.labels':
      return all(path.endsWith('labels') ? metadata.labels : metadata.annotations)
    case 'metadata.name':
      return metadata.name
    case 'metadata.namespace':
      return metadata.namespace ?? ''
    case 'metadata.uid':
      return metadata.uid ?? ''
    default:
      return ''
  }
}

function amountOf({ resources }: Container, path: string, divisor: string): string {
  const [, kind, name = ''] = /^(limits|requests)\.(.+)$/.exec(path) ?? []
  const amount = (kind === 'limits' ? resources?.limits : resources?.requests)?.[name]
  const value =
    name === 'cpu'
      ? quantityMilliValue(amount) / quantityMilliValue(divisor)
      : quantityValue(amount) / quantityValue(divisor)
  return String(Math.ceil(value))
}

function writeMounts(writer: Writer, { volumeMounts = [], volumeDevices = [] }: Container): void {
  const none = volumeMounts.length === 0 ? '\t<none>' : ''
  writer.line(2, `Mounts:${none}`)
  for (const { mountPath, name, readOnly, subPath } of goSorted(volumeMounts, (a, b) => a.mountPath < b.mountPath))
    writer.line(3, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path=${quote(subPath)}` : ''})`)
  if (volumeDevices.length === 0) return
  writer.line(2, `Devices:${none}`)
  for (const { devicePath, name } of goSorted(volumeDevices, (a, b) => a.devicePath < b.devicePath))
    writer.line(3, `${devicePath} from ${name}`)
}
