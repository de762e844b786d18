import { contextOf } from '../../components/contexts'
import { versionOf } from '../../components/container-runtime/config'
import type { RuntimeContext } from '../../components/container-runtime/context'
import type { ContainerStatus, Sandbox } from '../../components/container-runtime/messages'
import { logOf } from '../../components/linux/container-logs'
import type { Micros } from '../../../base/time'
import { formatTime } from '../../api/timestamp'
import { noCri, runtimeOn, runtimes, type RuntimeName } from '../../runtimes'
import { clockOf, columns, failed, flagOf, has, processOf, said, type Call, type Ended, type Tool } from './tool'

/** What runs the containers of the call's machine. */
export const runtimeNameOf = ({ cluster, machine }: Call): RuntimeName => runtimeOn(cluster, machine?.id ?? '')

/** The daemon's memory, or how its socket does not answer. */
export function runtimeOf(call: Call, tool: 'crictl' | 'docker' | 'ctr' | 'podman'): RuntimeContext | Ended {
  const process = processOf(call, 'container-runtime')
  const name = runtimeNameOf(call)
  const { socket } = runtimes[name]
  const context = process && contextOf(process, 'container-runtime')
  if (process && context && !process.paused && (name !== 'podman' || tool === 'podman')) return context
  if (tool === 'docker')
    return failed('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n')
  const refused = `connection error: desc = "transport: Error while dialing: dial unix ${socket}: connect: connection refused"`
  if (tool === 'ctr')
    return failed(
      process?.paused
        ? 'ctr: context deadline exceeded\n'
        : `ctr: cannot access containerd socket "${socket}": connection refused\n`
    )
  const why = process?.paused
    ? 'rpc error: code = DeadlineExceeded desc = context deadline exceeded'
    : name === 'podman' && context
      ? noCri
      : name === 'docker'
        ? 'rpc error: code = Unknown desc = failed to get docker version from dockerd: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'
        : `rpc error: code = Unavailable desc = ${refused}`
  return {
    ...failed(
      `FATA[0000] validate service connection: validate CRI v1 runtime API for endpoint "unix://${socket}": ${why} \n`
    ),
    takes: process?.paused ? 2_000_000 : 0
  }
}

const isEnded = (found: RuntimeContext | Ended): found is Ended => 'code' in found

export const crictl: Tool = (call) => {
  const context = runtimeOf(call, 'crictl')
  if (isEnded(context)) return context
  const { args } = call
  const words = args.filter(
    (arg, i) =>
      !arg.startsWith('-') &&
      !/^(?:-r|--runtime-endpoint|-o|--output|--name|--pod|-p|--state|-s|--tail|-n|--label|-t|--timeout|--namespace)$/.test(
        args[i - 1] ?? ''
      )
  )
  const [verb = '', id = '', ...rest] = words
  switch (verb) {
    case 'ps':
      return said(containers(call, context))
    case 'pods':
      return said(pods(call, context))
    case 'images':
    case 'image':
      return said(images(context))
    case 'info':
      return said(
        `${JSON.stringify(
          {
            status: {
              conditions: [
                { type: 'RuntimeReady', status: true },
                { type: 'NetworkReady', status: true }
              ]
            }
          },
          null,
          2
        )}\n`
      )
    case 'version':
      return said(
        `Version:  0.1.0\nRuntimeName:  ${context.runtime}\nRuntimeVersion:  ${versionOf(context)}\nRuntimeApiVersion:  v1\n`
      )
    case 'logs':
    case 'inspect':
    case 'stop':
    case 'rm':
    case 'exec': {
      const found = withId(context.containers.values(), id)
      if (!found)
        return failed(
          id === ''
            ? `FATA[0000] ID cannot be empty                           \n`
            : `FATA[0000] rpc error: code = NotFound desc = an error occurred when try to find container "${id}": not found \n`
        )
      return ofContainer(call, verb, found, rest)
    }
    case 'inspectp': {
      const found = withId(context.sandboxes.values(), id)
      return found
        ? said(
            `${JSON.stringify({ status: { id: found.id, metadata: metadataOf(found), state: found.state, createdAt: formatTime(found.createdAt), network: { ip: found.ip } } }, null, 2)}\n`
          )
        : failed(`FATA[0000] getting the status of the pod sandbox "${id}": not found \n`)
    }
    default:
      return failed(
        `the lab's crictl knows ps, pods, images, logs, inspect, inspectp, stop, rm, info and version; not '${verb}'\n`
      )
  }
}

const withId = <T extends { readonly id: string }>(all: Iterable<T>, id: string): T | undefined =>
  id === '' ? undefined : [...all].find((one) => one.id.startsWith(id))

function ofContainer(call: Call, verb: string, found: Readonly<ContainerStatus>, rest: readonly string[]): Ended {
  const { id, namespace, podName, name, state } = found
  switch (verb) {
    case 'logs': {
      const process = processOf(call, 'linux')
      const linux = process && contextOf(process, 'linux')
      const text = linux ? logOf(linux, id, (program) => call.world.find(program)?.output ?? []) : ''
      const last = Number(flagOf(call.args, '--tail', '-n') ?? Infinity)
      const lines = text.split(/(?<=\n)/)
      return said(lines.slice(Math.max(0, lines.length - last)).join(''))
    }
    case 'inspect':
      return said(
        `${JSON.stringify({ status: { id, metadata: { name, attempt: found.attempt }, state, createdAt: formatTime(found.createdAt), startedAt: formatTime(found.startedAt), finishedAt: formatTime(found.finishedAt), exitCode: found.exitCode, image: { image: found.image }, imageRef: found.imageRef, reason: found.reason, message: found.message, labels: { 'io.kubernetes.container.name': name, 'io.kubernetes.pod.name': podName, 'io.kubernetes.pod.namespace': namespace, 'io.kubernetes.pod.uid': found.podUid } } }, null, 2)}\n`
      )
    case 'stop':
      if (state !== 'CONTAINER_RUNNING') return said(`${id}\n`)
      return { ...said(`${id}\n`), does: { kind: 'kill-container', pod: `${namespace}/${podName}`, container: name } }
    case 'rm':
      if (state === 'CONTAINER_RUNNING' && !has(call.args, '-f', '--force'))
        return failed(
          `ERRO[0000] container "${id}" is running, please stop it first \nFATA[0000] unable to remove container(s) \n`
        )
      return { ...said(`${id}\n`), does: { kind: 'kill-container', pod: `${namespace}/${podName}`, container: name } }
    default:
      return failed(
        `the lab runs programs in containers through the API only: kubectl exec -n ${namespace} ${podName} -c ${name} -- ${rest.join(' ') || 'sh'}\n`
      )
  }
}

const metadataOf = ({ podName, podUid, namespace, attempt }: Readonly<Sandbox>) => ({
  name: podName,
  uid: podUid,
  namespace,
  attempt
})

function containers(call: Call, context: RuntimeContext): string {
  const { args } = call
  const all = has(args, '-a', '--all') || args.some((arg) => /^-[a-z]*a[a-z]*$/.test(arg) && !arg.startsWith('--'))
  const [name, state, pod] = [
    flagOf(args, '--name'),
    flagOf(args, '-s', '--state')?.toLowerCase(),
    flagOf(args, '-p', '--pod')
  ]
  const found = [...context.containers.values()]
    .filter((one) => all || state !== undefined || one.state === 'CONTAINER_RUNNING')
    .filter((one) => name === undefined || new RegExp(name.replace(/[^\w.^$-]/g, '')).test(one.name))
    .filter((one) => state === undefined || one.state.toLowerCase().endsWith(state))
    .filter((one) => pod === undefined || one.sandboxId.startsWith(pod))
    .sort((a, b) => b.createdAt - a.createdAt)
  if (has(args, '-q', '--quiet')) return found.map(({ id }) => `${id}\n`).join('')
  const now = clockOf(call, call.machine, call.place.at)
  return columns([
    ['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', 'POD', 'NAMESPACE'],
    ...found.map((one) => [
      one.id.slice(0, 13),
      one.image.slice(one.image.lastIndexOf('/') + 1).slice(0, 30),
      humanAgo(now - one.createdAt),
      one.state.slice(10, 11) + one.state.slice(11).toLowerCase(),
      one.name,
      String(one.attempt),
      one.sandboxId.slice(0, 13),
      one.podName,
      one.namespace
    ])
  ])
}

function pods(call: Call, context: RuntimeContext): string {
  const { args } = call
  const [name, namespace] = [flagOf(args, '--name'), flagOf(args, '--namespace')]
  const found = [...context.sandboxes.values()]
    .filter((one) => name === undefined || one.podName.includes(name))
    .filter((one) => namespace === undefined || one.namespace === namespace)
    .sort((a, b) => b.createdAt - a.createdAt)
  if (has(args, '-q', '--quiet')) return found.map(({ id }) => `${id}\n`).join('')
  const now = clockOf(call, call.machine, call.place.at)
  return columns([
    ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME'],
    ...found.map((one) => [
      one.id.slice(0, 13),
      humanAgo(now - one.createdAt),
      one.state === 'SANDBOX_READY' ? 'Ready' : 'NotReady',
      one.podName,
      one.namespace,
      String(one.attempt),
      '(default)'
    ])
  ])
}

const images = (context: RuntimeContext): string =>
  columns([
    ['IMAGE', 'TAG', 'IMAGE ID', 'SIZE'],
    ...[...context.images.values()].map(({ name, id, bytes }) => {
      const colon = name.lastIndexOf(':')
      return [
        name.slice(0, colon),
        name.slice(colon + 1),
        id.replace('sha256:', '').slice(0, 13),
        `${(bytes / 1_000_000).toPrecision(3)}MB`
      ]
    })
  ])

/** `docker ps`, with the columns of the Docker CLI. */
export const docker: Tool = (call) => {
  if (runtimeNameOf(call) !== 'docker')
    return failed(
      `bash: docker: command not found\n(this machine's runtime is ${runtimeNameOf(call)}: try crictl ps)\n`,
      127
    )
  const context = runtimeOf(call, 'docker')
  if (isEnded(context)) return context
  const [verb] = call.args
  if (verb === 'images') return said(images(context))
  if (verb !== 'ps') return failed(`the lab's docker knows ps and images; not '${verb ?? ''}'\n`)
  const now = clockOf(call, call.machine, call.place.at)
  const all = has(call.args, '-a', '--all')
  const found = [...context.containers.values()].filter(({ state }) => all || state === 'CONTAINER_RUNNING')
  return said(
    columns([
      ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'],
      ...found.map((one) => [
        one.id.slice(0, 12),
        one.image.slice(one.image.lastIndexOf('/') + 1),
        JSON.stringify((context.specs.get(one.id)?.argv ?? []).join(' ').slice(0, 20)),
        humanAgo(now - one.createdAt),
        one.state === 'CONTAINER_RUNNING'
          ? `Up ${humanAgo(now - one.startedAt).replace(' ago', '')}`
          : `Exited (${one.exitCode}) ${humanAgo(now - one.finishedAt)}`,
        '',
        `k8s_${one.name}_${one.podName}_${one.namespace}_${one.podUid}_${one.attempt}`
      ])
    ])
  )
}

/** `podman ps`: it runs containers of its own, none of a kubelet's. */
export const podman: Tool = (call) => {
  if (runtimeNameOf(call) !== 'podman') return failed('bash: podman: command not found\n', 127)
  const context = runtimeOf(call, 'podman')
  if (isEnded(context)) return context
  const [verb = ''] = call.args
  if (verb === 'ps') return said('CONTAINER ID  IMAGE       COMMAND     CREATED     STATUS      PORTS       NAMES\n')
  if (verb === 'pod' && call.args[1] === 'ps')
    return said('POD ID      NAME        STATUS      CREATED     INFRA ID    # OF CONTAINERS\n')
  if (verb === 'version' || verb === '--version') return said(`podman version ${versionOf(context)}\n`)
  return failed(`the lab's podman knows ps, pod ps and version: no kubelet runs pods with it; not '${verb}'\n`)
}

export const ctr: Tool = (call) => {
  if (runtimeNameOf(call) !== 'containerd') return failed('bash: ctr: command not found\n', 127)
  const context = runtimeOf(call, 'ctr')
  if (isEnded(context)) return context
  const words = call.args.filter(
    (arg, i) => !arg.startsWith('-') && !/^(?:-n|--namespace|-a|--address)$/.test(call.args[i - 1] ?? '')
  )
  const namespace = flagOf(call.args, '-n', '--namespace') ?? 'default'
  const here = namespace === 'k8s.io'
  const [what = '', verb = ''] = words
  const list = ['ls', 'list'].includes(verb)
  if (/^(?:c|containers?)$/.test(what) && list)
    return said(
      columns(
        [
          ['CONTAINER', 'IMAGE', 'RUNTIME'],
          ...(here ? [...context.containers.values()].map((one) => [one.id, one.image, 'io.containerd.runc.v2']) : [])
        ],
        4
      )
    )
  if (/^(?:t|tasks?)$/.test(what) && list)
    return said(
      columns(
        [
          ['TASK', 'PID', 'STATUS'],
          ...(here
            ? [...context.containers.values()]
                .filter(({ state }) => state === 'CONTAINER_RUNNING')
                .map((one, i) => [one.id, String(1_000 + i), 'RUNNING'])
            : [])
        ],
        4
      )
    )
  if (/^(?:i|images?)$/.test(what) && list)
    return said(
      columns(
        [
          ['REF', 'DIGEST', 'SIZE'],
          ...(here
            ? [...context.images.values()].map((one) => [one.name, one.id, `${(one.bytes / 1_048_576).toFixed(1)} MiB`])
            : [])
        ],
        1
      )
    )
  if (/^(?:ns|namespaces?)$/.test(what)) return said('NAME   LABELS \nk8s.io        \n')
  return failed(
    `the lab's ctr knows containers ls, tasks ls, images ls and namespaces ls (with -n k8s.io); not '${words.join(' ')}'\n`
  )
}

/** `2 minutes ago`. Models docker/go-units HumanDuration. */
function humanAgo(micros: Micros): string {
  const total = Math.floor(micros / 1_000_000)
  const text =
    total < 1
      ? 'Less than a second'
      : total === 1
        ? '1 second'
        : total < 60
          ? `${total} seconds`
          : total < 120
            ? 'About a minute'
            : total < 3_600
              ? `${Math.floor(total / 60)} minutes`
              : total < 7_200
                ? 'About an hour'
                : `${Math.floor(total / 3_600)} hours`
  return `${text} ago`
}
