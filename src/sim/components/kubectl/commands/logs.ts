import { seconds } from '../../../../base/time'
import type { KubeList, Pod, Status } from '../../../api/types'
import type { RequestOptions } from '../../kube-apiserver/messages'
import { parseSeconds } from '../command-line'
import { good, plainError, type Answer } from '../errors'
import { int, isSet, text, type Command, type Kubectl, type Step } from '../session'
import {
  askForObject,
  byLogging,
  choose,
  containerNamed,
  containerNames,
  lookAgain,
  wrongContainer,
  type Choice
} from './streams/choose'

/** One container whose log is asked for. */
interface Source {
  readonly pod: string
  readonly container: string
}

const usage =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command"
const help = "\nSee 'kubectl logs -h' for help and examples"

/** `kubectl logs`: the object, its pods, then the log sub-resource of each container. Models kubectl/pkg/cmd/logs. */
export const logs: Command = {
  reads: true,
  start: (kubectl) => {
    const { args, flags } = kubectl.session
    const selector = text(flags, 'selector')
    if (args.length > 2 || (args.length === 0 && selector === '')) return kubectl.fail(usage + help)
    if (args.length === 1 && selector !== '')
      return kubectl.fail(`only a selector (-l) or a POD name is allowed${help}`)
    const timeout = text(flags, 'pod-running-timeout')
    if (timeout !== '' && !(parseSeconds(timeout) > 0))
      return kubectl.fail('--pod-running-timeout must be higher than zero')
    const since = text(flags, 'since-time')
    const wrong = since === '' ? null : timeProblem(since)
    if (wrong !== null) return kubectl.fail(wrong)
    if (selector === '') askForObject(kubectl, args.slice(0, 1))
    else {
      const call = { verb: 'list', resource: 'pods', namespace: kubectl.namespace } as const
      kubectl.ask({ ...call, options: { labelSelector: selector, limit: 500 } }, { do: 'selected' })
    }
  },
  answer: (kubectl, step, answer) => {
    switch (step.do) {
      case 'log':
        return printed(kubectl, step, answer)
      case 'alive':
        return alive(kubectl, step, answer)
      case 'selected': {
        if (!good(answer)) return kubectl.failWith(answer)
        const pods = (answer.body as KubeList).items as Pod[]
        if (pods.length === 0) kubectl.warn(`No resources found in ${kubectl.namespace} namespace.\n`)
        return read(kubectl, pods)
      }
      default: {
        const found = choose(kubectl, step, answer, choice)
        if (!found) return
        const { object, pods } = found
        if (object.kind !== 'Pod' && !isSet(kubectl.session.flags, 'all-pods') && pods.length > 1) {
          kubectl.warn(`Found ${pods.length} pods, using pod/${pods[0]!.metadata.name}\n`)
        }
        read(kubectl, isSet(kubectl.session.flags, 'all-pods') ? pods : pods.slice(0, 1))
      }
    }
  },
  wake: (kubectl, step) => {
    if (step.do !== 'follow') return lookAgain(kubectl)
    const { pod } = step.source as Source
    kubectl.ask({ verb: 'get', resource: 'pods', namespace: kubectl.namespace, name: pod }, { ...step, do: 'alive' })
  }
}

const choice: Choice = {
  to: 'get the logs from',
  patience: 20,
  order: byLogging,
  missing: (kubectl, answer) =>
    answer.code === 404
      ? `error from server (NotFound): ${plainError(answer, kubectl.context.host)} in namespace "${kubectl.namespace}"`
      : ''
}

/** Why a time is none. Models time.Parse of RFC 3339. */
function timeProblem(given: string): string | null {
  const layout = ['2006', '-', '01', '-', '02', 'T', '15', ':', '04', ':', '05', 'Z07:00']
  const forms = [
    /^\d{4}/,
    /^-/,
    /^\d\d/,
    /^-/,
    /^\d\d/,
    /^T/,
    /^\d\d?/,
    /^:/,
    /^\d\d/,
    /^:/,
    /^\d\d(?:\.\d+)?/,
    /^(?:Z|[+-]\d\d:\d\d)$/
  ]
  let rest = given
  for (const [i, form] of forms.entries()) {
    const found = form.exec(rest)
    if (!found) {
      return `parsing time ${JSON.stringify(given)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(layout[i])}`
    }
    rest = rest.slice(found[0].length)
  }
  return null
}

/** What is wrong with the flags once the object is known. Models LogsOptions.Validate. */
function invalid({ session: { flags, args } }: Kubectl): string | null {
  const since = parseSeconds(text(flags, 'since').replace(/^-/, ''))
  const container = text(flags, 'container') || args[1] || ''
  if ('since-time' in flags && since > 0) return 'at most one of `sinceTime` or `sinceSeconds` may be specified'
  if (isSet(flags, 'all-containers') && container !== '') {
    return `--all-containers=true should not be specified with container name ${container}`
  }
  if ('container' in flags && args.length === 2) return 'only one of -c or an inline [CONTAINER] arg is allowed'
  if ((int(flags, 'limit-bytes') ?? 0) < 0) return '--limit-bytes must be greater than 0'
  if (text(flags, 'since').startsWith('-')) return '--since must be greater than 0'
  if ((int(flags, 'tail') ?? 0) < -1) return '--tail must be greater than or equal to -1'
  return null
}

function read(kubectl: Kubectl, pods: readonly Pod[]): void {
  const wrong = invalid(kubectl)
  if (wrong !== null) return kubectl.fail(wrong)
  const { flags, memory } = kubectl.session
  const sources: Source[] = []
  for (const pod of pods) {
    const found = sourcesIn(kubectl, pod)
    if ('wrong' in found) return kubectl.fail(found.wrong)
    sources.push(...found)
  }
  const most = int(flags, 'max-log-requests') ?? 5
  if (isSet(flags, 'follow') && sources.length > 1 && sources.length > most) {
    return kubectl.fail(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`
    )
  }
  memory.sources = sources
  next(kubectl)
}

function sourcesIn(kubectl: Kubectl, pod: Pod): readonly Source[] | { readonly wrong: string } {
  const { flags, args } = kubectl.session
  const { name, annotations } = pod.metadata
  const of = (container: string): Source => ({ pod: name, container })
  if (isSet(flags, 'all-containers')) {
    const { initContainers = [], containers } = pod.spec
    const ephemeral = pod.spec.ephemeralContainers ?? []
    return [...initContainers, ...containers, ...ephemeral].map((container) => of(container.name))
  }
  let container = text(flags, 'container') || args[1] || ''
  const preferred = annotations?.['kubectl.kubernetes.io/default-container'] ?? ''
  if (container === '' && preferred !== '') {
    if (containerNamed(pod, preferred)) container = preferred
    else kubectl.warn(`Default container name ${JSON.stringify(preferred)} not found in pod ${name}\n`)
  }
  if (container === '') {
    container = pod.spec.containers[0]!.name
    const names = containerNames(pod)
    if (names.includes(', ') && !isSet(flags, 'all-pods')) {
      kubectl.warn(`Defaulted container ${JSON.stringify(container)} out of: ${names}\n`)
    }
  }
  return containerNamed(pod, container) ? [of(container)] : { wrong: wrongContainer(pod, container) }
}

/** The log of the next container; of followed ones all at once. */
function next(kubectl: Kubectl): void {
  const sources = kubectl.session.memory.sources as Source[]
  if (isSet(kubectl.session.flags, 'follow')) {
    kubectl.session.memory.open = sources.length
    if (sources.length === 0) return kubectl.exit(0)
    for (const source of sources.splice(0))
      askLog(kubectl, { do: 'log', key: `${source.pod}/${source.container}`, source })
    return
  }
  const source = sources.shift()
  if (!source) return kubectl.exit(0)
  askLog(kubectl, { do: 'log', source })
}

function askLog(kubectl: Kubectl, step: Step): void {
  const { flags } = kubectl.session
  const { pod, container } = step.source as Source
  const tail = int(flags, 'tail')
  const lines = 'selector' in flags && tail === undefined ? 10 : tail === -1 ? undefined : tail
  const since = parseSeconds(text(flags, 'since'))
  const bytes = int(flags, 'limit-bytes') ?? 0
  const isFirst = step.seen === undefined
  const options: RequestOptions = {
    container,
    ...(isSet(flags, 'previous') && { previous: true }),
    ...(isSet(flags, 'timestamps') && { timestamps: true }),
    ...(isSet(flags, 'follow') && { follow: true }),
    ...(lines !== undefined && isFirst && { tailLines: lines }),
    ...(since > 0 && isFirst && { sinceSeconds: Math.round(since) }),
    ...('since-time' in flags && isFirst && { sinceTime: text(flags, 'since-time') }),
    ...(bytes > 0 && isFirst && { limitBytes: bytes })
  }
  kubectl.ask(
    { verb: 'get', resource: 'pods', subresource: 'log', namespace: kubectl.namespace, name: pod, options },
    { ...step, do: 'log' }
  )
}

function printed(kubectl: Kubectl, step: Step, answer: Answer): void {
  const { flags } = kubectl.session
  const { pod, container } = step.source as Source
  if (!good(answer)) {
    if (!isSet(flags, 'ignore-errors')) return kubectl.failWith(answer)
    kubectl.print(`error: ${plainError(answer, kubectl.context.host)}\n`)
    return next(kubectl)
  }
  const all = typeof answer.body === 'string' ? answer.body : ((answer.body as Status).message ?? '')
  const follows = isSet(flags, 'follow')
  if (step.seen !== 'mark') {
    const shown = typeof step.seen === 'number' ? all.slice(step.seen) : all
    const prefix = isSet(flags, 'prefix') || isSet(flags, 'all-pods') ? `[pod/${pod}/${container}] ` : ''
    const lines = prefix === '' ? shown : shown.replace(/^(?=.)/gm, prefix)
    if (lines !== '') kubectl.print(lines)
  }
  if (!follows) return next(kubectl)
  if (step.last === true) {
    const left = Number(kubectl.session.memory.open) - 1
    kubectl.session.memory.open = left
    if (left <= 0) kubectl.exit(0)
    return
  }
  // The first answer was a part: how long the whole is tells where to go on.
  const isPart =
    step.seen === undefined && ['tail', 'since', 'since-time', 'selector', 'limit-bytes'].some((flag) => flag in flags)
  if (isPart) return askLog(kubectl, { ...step, seen: 'mark' })
  kubectl.later(seconds(1), 'log-follow', { ...step, do: 'follow', seen: all.length })
}

/** Whether the container goes on writing. */
function alive(kubectl: Kubectl, step: Step, answer: Answer): void {
  if (!good(answer)) return askLog(kubectl, { ...step, last: true })
  const { status } = answer.body as Pod
  const { container } = step.source as Source
  const found = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].find(
    ({ name }) => name === container
  )
  askLog(kubectl, found?.state?.running ? step : { ...step, last: true })
}
