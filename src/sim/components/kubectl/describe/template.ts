import type { Container, PodTemplateSpec } from '../../../api/types'
import type { ContainerState, ContainerStatus, Toleration } from '../../../api/types'
import { labelText } from '../../../api/kinds/columns'
import { longTime } from './lines'

/** A list of texts under a title, one line each; the first on the title's own line. */
export function listLines(title: string, items: readonly string[], indent: string): string {
  if (items.length === 0) return `${indent}${title}:\t<none>\n`
  return items.map((item, i) => `${indent}${i === 0 ? `${title}:` : ''}\t${item}\n`).join('')
}

export function tolerationText({ key, operator, value, effect, tolerationSeconds }: Toleration): string {
  let text = key ?? ''
  if (value) text += `=${value}`
  if (effect) text += `:${effect}`
  if (operator === 'Exists' && !value) text += key ? ' op=Exists' : 'op=Exists'
  return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`
}

type Probe = NonNullable<Container['livenessProbe']>

/** `http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3`. Models DescribeProbe. */
function probeText(probe: Probe): string {
  const {
    initialDelaySeconds = 0,
    timeoutSeconds = 1,
    periodSeconds = 10,
    successThreshold = 1,
    failureThreshold = 3
  } = probe
  const times = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`
  if (probe.exec) return `exec [${(probe.exec.command ?? []).join(' ')}] ${times}`
  if (probe.httpGet) {
    const { scheme = 'HTTP', host = '', port, path = '' } = probe.httpGet
    return `http-get ${scheme.toLowerCase()}://${host}:${String(port)}${path} ${times}`
  }
  return `tcp-socket ${probe.tcpSocket?.host ?? ''}:${String(probe.tcpSocket?.port)} ${times}`
}

function stateLines(title: string, state: ContainerState, indent: string): string {
  const { running, waiting, terminated } = state
  if (running) return `${indent}${title}:\tRunning\n${indent}  Started:\t${longTime(running.startedAt)}\n`
  if (terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = terminated
    return [
      `${indent}${title}:\tTerminated\n`,
      reason ? `${indent}  Reason:\t${reason}\n` : '',
      message ? `${indent}  Message:\t${message}\n` : '',
      `${indent}  Exit Code:\t${exitCode}\n`,
      signal ? `${indent}  Signal:\t${signal}\n` : '',
      `${indent}  Started:\t${longTime(startedAt)}\n`,
      `${indent}  Finished:\t${longTime(finishedAt)}\n`
    ].join('')
  }
  return `${indent}${title}:\tWaiting\n${waiting?.reason ? `${indent}  Reason:\t${waiting.reason}\n` : ''}`
}

/** One container of a pod or a template. Models describeContainers. */
export function containerLines(container: Container, status: ContainerStatus | undefined, indent: string): string {
  const { name, image = '', ports = [], command = [], args = [], resources, env = [], volumeMounts = [] } = container
  const inner = '    '
  const text = [`${indent}${name}:\n`]
  const put = (title: string, value: string) => text.push(`${inner}${title}:\t${value}\n`)
  if (status) put('Container ID', status.containerID ?? '')
  put('Image', image)
  if (status) put('Image ID', status.imageID ?? '')
  const portText = ports.map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`).join(', ')
  const hostPorts = ports.map(({ hostPort = 0, protocol = 'TCP' }) => `${hostPort}/${protocol}`).join(', ')
  put(ports.length > 1 ? 'Ports' : 'Port', portText || '<none>')
  put(ports.length > 1 ? 'Host Ports' : 'Host Port', hostPorts || '<none>')
  for (const [title, words] of [
    ['Command', command],
    ['Args', args]
  ] as const) {
    if (words.length > 0) text.push(`${inner}${title}:\n${words.map((word) => `${inner}  ${word}\n`).join('')}`)
  }
  if (status) {
    text.push(stateLines('State', status.state ?? {}, inner))
    if (status.lastState?.terminated) text.push(stateLines('Last State', status.lastState, inner))
    put('Ready', status.ready ? 'True' : 'False')
    put('Restart Count', String(status.restartCount))
  }
  for (const [title, amounts] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests]
  ] as const) {
    const keys = Object.keys(amounts ?? {}).sort()
    if (keys.length > 0)
      text.push(`${inner}${title}:\n${keys.map((key) => `${inner}  ${key}:\t${String(amounts![key])}\n`).join('')}`)
  }
  for (const [title, probe] of [
    ['Liveness', container.livenessProbe],
    ['Readiness', container.readinessProbe],
    ['Startup', container.startupProbe]
  ] as const) {
    if (probe) put(title, probeText(probe))
  }
  if (env.length === 0) put('Environment', '<none>')
  else text.push(`${inner}Environment:\n${env.map((one) => `${inner}  ${one.name}:\t${one.value ?? ''}\n`).join('')}`)
  if (volumeMounts.length === 0) put('Mounts', '<none>')
  else {
    const mounts = volumeMounts.map(
      ({ mountPath, name: from, readOnly }) => `${inner}  ${mountPath} from ${from} (${readOnly ? 'ro' : 'rw'})\n`
    )
    text.push(`${inner}Mounts:\n${mounts.sort().join('')}`)
  }
  return text.join('')
}

/** A pod template inside another description; `rollout history` prints it with its tabs. */
export function templateLines({ metadata, spec }: PodTemplateSpec): string {
  const labels = Object.keys(metadata?.labels ?? {})
    .sort()
    .map((key) => `${key}=${metadata!.labels![key]}`)
  const tolerations = (spec?.tolerations ?? []).map(tolerationText)
  return [
    listLines('Labels', labels, '  '),
    Object.keys(metadata?.annotations ?? {}).length > 0
      ? listLines(
          'Annotations',
          Object.keys(metadata!.annotations!)
            .sort()
            .map((key) => `${key}: ${metadata!.annotations![key]}`),
          '  '
        )
      : '',
    '  Containers:\n',
    ...(spec?.containers ?? []).map((container) => containerLines(container, undefined, '   ')),
    (spec?.volumes ?? []).length === 0
      ? '  Volumes:\t<none>\n'
      : `  Volumes:\n${spec!.volumes!.map(({ name }) => `   ${name}:\n`).join('')}`,
    `  Node-Selectors:\t${labelText(spec?.nodeSelector)}\n`,
    listLines('Tolerations', tolerations, '  ')
  ].join('')
}
