import type { KubeObject, Pod, Service, Status } from '../../../../api/types'
import { parseSeconds } from '../../command-line'
import { good, type Answer } from '../../errors'
import { list, text, type Command, type Kubectl, type Step } from '../../session'
import { upgradeError } from '../exec'
import { askForObject, byActivity, choose, lookAgain, type Choice } from './choose'
import { answerVisit, isTaken } from './listening'

const help = "\nSee 'kubectl port-forward -h' for help and examples"

/** `kubectl port-forward`: listens here and passes connections on to a pod. Models kubectl/pkg/cmd/portforward and client-go/tools/portforward. */
export const portForward: Command = {
  reads: true,
  onInterrupt: 0,
  start: (kubectl) => {
    const { args, flags } = kubectl.session
    if (args.length < 2) return kubectl.fail(`TYPE/NAME and list of ports are required for port-forward${help}`)
    const timeout = text(flags, 'pod-running-timeout')
    if (timeout !== '' && !(parseSeconds(timeout) > 0)) {
      return kubectl.fail(`--pod-running-timeout must be higher than zero${help}`)
    }
    askForObject(kubectl, args.slice(0, 1))
  },
  answer: (kubectl, step, answer) => {
    if (step.do === 'pod') {
      if (!good(answer)) return kubectl.failWith(answer)
      return upgrade(kubectl, answer.body as Pod)
    }
    if (step.do === 'visited') return visited(kubectl, step, answer)
    if (step.do === 'upgraded') {
      if (answer.code === 101) return forward(kubectl)
      const why = upgradeError((answer.body as Status | null)?.message ?? answer.error ?? '', answer.code)
      return kubectl.fail(`error upgrading connection: ${why}`)
    }
    const found = choose(kubectl, step, answer, choice)
    if (!found) return
    const pod = found.pods[0]!
    const ports = remotePorts(kubectl.session.args.slice(1), found.object, pod)
    if (!Array.isArray(ports)) return kubectl.fail(ports.wrong)
    kubectl.session.memory.ports = ports
    kubectl.ask({ verb: 'get', resource: 'pods', namespace: kubectl.namespace, name: pod.metadata.name }, { do: 'pod' })
  },
  wake: (kubectl, step) => {
    if (step.do === 'wait') lookAgain(kubectl)
  },
  visit: (kubectl, { id, port, http }) => {
    const pod = kubectl.session.memory.pod as Forwarding['pod']
    const pairs = kubectl.session.memory.pairs as Forwarding['pairs']
    const remote = pairs.find(([local]) => local === port)![1]
    kubectl.print(`Handling connection for ${port}\n`)
    kubectl.ask(
      { ...pod, subresource: 'portforward', options: { port: remote, path: http.target } },
      { do: 'visited', id, local: port, remote }
    )
  }
}

/** What it has opened: for which pod, and which local port leads to which of its own. */
interface Forwarding {
  readonly pod: {
    readonly verb: 'create'
    readonly resource: 'pods'
    readonly namespace: string
    readonly name: string
  }
  readonly pairs: readonly (readonly [local: number, remote: number])[]
}

/** As a kubelet answers for one connection. */
interface Forwarded {
  readonly forwarded: { readonly code: number; readonly body: string } | { readonly error: string } | null
}

/** What came of a connection; one that fails ends the whole. Models client-go/tools/portforward handleConnection. */
function visited(kubectl: Kubectl, step: Step, answer: Answer): void {
  const told = answer.code === 101 ? (answer.body as Forwarded).forwarded : null
  if (told && 'code' in told) return answerVisit(kubectl, step.id as number, told)
  if (told)
    kubectl.log(
      'E',
      `portforward.go:428] "Unhandled Error" err="an error occurred forwarding ${String(step.local)} -> ${String(step.remote)}: ${told.error}" logger="UnhandledError"`
    )
  kubectl.fail('lost connection to pod')
}

const choice: Choice = { to: 'attach to', patience: 60, order: byActivity }

function splitPort(port: string): readonly [local: string, remote: string] {
  const parts = port.split(':')
  return parts.length === 2 ? [parts[0]!, parts[1]!] : [parts[0]!, parts[0]!]
}
const isNumber = (text: string): boolean => /^[+-]?\d+$/.test(text)
const joined = (local: string, remote: string): string => (local === remote ? remote : `${local}:${remote}`)

/** The words with the pod's own ports instead of names and a service's ports. */
function remotePorts(words: readonly string[], object: KubeObject, pod: Pod): string[] | { readonly wrong: string } {
  const ports: string[] = []
  for (const word of words) {
    let [local, remote] = splitPort(word)
    if (object.kind === 'Service') {
      const service = object as Service
      const { ports: served = [] } = service.spec as { ports?: readonly ServicePort[] }
      const entry = served.find((one) => (isNumber(remote) ? one.port === Number(remote) : one.name === remote))
      if (!entry) {
        return {
          wrong: isNumber(remote)
            ? `Service ${service.metadata.name} does not have a service port ${Number(remote)}`
            : `Service '${service.metadata.name}' does not have a named port '${remote}'`
        }
      }
      if (entry.protocol === 'UDP') return { wrong: `UDP protocol is not supported for ${remote}` }
      if (!isNumber(remote) && local === remote) local = String(entry.port)
      const target = targetPort(service, entry, pod)
      if (target === undefined) {
        return { wrong: `Pod '${pod.metadata.name}' does not have a named port '${String(entry.targetPort)}'` }
      }
      remote = String(target)
    } else {
      if (remote === '') return { wrong: 'remote port cannot be empty' }
      const named = containerPorts(pod).find(({ name }) => name === remote)
      if (!isNumber(remote) && !named) {
        return { wrong: `Pod '${pod.metadata.name}' does not have a named port '${remote}'` }
      }
      const before = remote
      if (named) remote = String(named.containerPort)
      if (local === before) local = remote
    }
    ports.push(joined(local, remote))
  }
  return ports
}

interface ServicePort {
  readonly name?: string
  readonly port: number
  readonly targetPort?: number | string
  readonly protocol?: string
}
interface ContainerPort {
  readonly name?: string
  readonly containerPort: number
}
const containerPorts = ({ spec }: Pod): readonly ContainerPort[] =>
  spec.containers.flatMap(({ ports = [] }: { ports?: readonly ContainerPort[] }) => ports)

function targetPort(service: Service, { port, targetPort: target }: ServicePort, pod: Pod): number | undefined {
  if ((service.spec as { clusterIP?: string }).clusterIP === 'None') return port
  if (target === undefined || target === 0) return port
  if (typeof target === 'number') return target
  return containerPorts(pod).find(({ name }) => name === target)?.containerPort
}

/** Opens the stream through the server to the kubelet, before anything listens here. */
function upgrade(kubectl: Kubectl, { metadata, status }: Pod): void {
  if (status.phase !== 'Running')
    return kubectl.fail(`unable to forward port because pod is not running. Current status=${status.phase}`)
  const pod = { verb: 'create', resource: 'pods', namespace: kubectl.namespace, name: metadata.name } as const
  kubectl.session.memory.pod = pod
  kubectl.ask({ ...pod, subresource: 'portforward' }, { do: 'upgraded' })
}

/** Listens. Models client-go/tools/portforward parsePorts, parseAddresses and listenOnPort. */
function forward(kubectl: Kubectl): void {
  const pairs: [number, number][] = []
  for (const word of kubectl.session.memory.ports as string[]) {
    const pair = portPair(word)
    if (typeof pair === 'string') return kubectl.fail(pair)
    pairs.push(pair)
  }
  const given = list(kubectl.session.flags, 'address')
  const addresses = given.length === 0 ? ['localhost'] : given
  const bad = addresses.find((address) => address !== 'localhost' && !isAddress(address))
  if (bad !== undefined) return kubectl.fail(`${bad} is not a valid IP`)
  const local = addresses.flatMap((address) => (address === 'localhost' ? ['127.0.0.1', '::1'] : [address]))
  const able = local.filter((address) => isOwn(kubectl, address))
  const listening: [local: number, remote: number][] = []
  for (const [i, [wanted, remote]] of pairs.entries()) {
    // Any free port: the kernel gives one of those for clients.
    const port = wanted === 0 ? 32_768 + ((kubectl.session.pid * 7 + i) % 28_232) : wanted
    const taken = isTaken(kubectl, port)
    if (able.length === 0 || taken) {
      const errors = local.map((address) => {
        const at = address.includes(':') ? `tcp6 [${address}]` : `tcp4 ${address}`
        return `unable to create listener: Error listen ${at}:${port}: bind: ${taken ? 'address already in use' : 'cannot assign requested address'}`
      })
      kubectl.warn(
        `Unable to listen on port ${port}: Listeners failed to create with the following errors: [${errors.join(' ')}]\n`
      )
      continue
    }
    for (const address of able) {
      kubectl.print(`Forwarding from ${address.includes(':') ? `[${address}]` : address}:${port} -> ${remote}\n`)
    }
    listening.push([port, remote])
  }
  if (listening.length === 0) {
    return kubectl.fail(
      `unable to listen on any of the requested ports: [${pairs.map(([from, to]) => `{${from} ${to}}`).join(' ')}]`
    )
  }
  kubectl.session.memory.pairs = listening
  kubectl.session.listens = listening.map(([port]) => port)
  // It goes on until somebody presses Ctrl-C.
}

function portPair(word: string): [number, number] | string {
  const parts = word.split(':')
  if (parts.length > 2) return `invalid port format '${word}'`
  const [local = '', remote = ''] = parts.length === 2 ? parts : [word, word]
  const number = (text: string, what: string): number | string =>
    /^\d+$/.test(text)
      ? Number(text) > 65_535
        ? `error parsing ${what} port '${text}': strconv.ParseUint: parsing "${text}": value out of range`
        : Number(text)
      : `error parsing ${what} port '${text}': strconv.ParseUint: parsing "${text}": invalid syntax`
  const from = number(local === '' ? '0' : local, 'local')
  if (typeof from === 'string') return from
  const to = number(remote, 'remote')
  if (typeof to === 'string') return to
  return to === 0 ? 'remote port must be > 0' : [from, to]
}

const isAddress = (text: string): boolean =>
  /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) || /^[\da-f:]*:[\da-f:]*$/i.test(text)
const isOwn = ({ context }: Kubectl, address: string): boolean =>
  /^127\./.test(address) || ['::1', '::', '0.0.0.0', context.address].includes(address)
