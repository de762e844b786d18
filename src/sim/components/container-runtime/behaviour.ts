import { toMs } from '../../../base/time'
import { startDelay } from '../../cluster'
import type { Flags } from '../../kernel/types'
import { elects, operator, writesFirst, type Program } from '../../programs'
import type { Behaviour, Capacity, HttpServer } from '../linux/messages'
import { application, isTool, resolve, serversOf, type ImageConfig, type Resolved } from './images/images'
import type { CriCreateContainer } from './messages'

const prefix = 'failover-lab/'

/**
 * What a container's process does, from its image, its command line and its pod's annotations. The kernel is given the
 * command line itself; annotations describe an application whose program the lab cannot know.
 */
export function behaviourOf(request: CriCreateContainer, flags: Flags = {}): Behaviour {
  const found = resolve(request.image)
  if (found.kind !== 'found') throw new Error(`no image ${request.image}`)
  const { config } = found
  const note = (name: string): string | undefined =>
    request.annotations[`${prefix}${name}.${request.name}`] ?? request.annotations[`${prefix}${name}`]
  const latencyMs = Number(note('latency-ms') ?? 1)
  const workingDir = request.workingDir ?? config.workingDir
  const startupMs = Number(note('startup-ms') ?? 0)
  const argv = argvOf(config, request, note)
  const own = operatorIn(found, request, argv)
  const program = own?.application && writesFirst(own.repository ?? '', argv) ? own : (config.program ?? own)
  return Object.freeze({
    argv,
    env: request.env,
    memoryBytes:
      note('memory-mib') === undefined ? config.memoryMib * 1_048_576 : Number(note('memory-mib')) * 1_048_576,
    ...(note('memory-mib') !== undefined && { memoryIsDeclared: true }),
    requestCpuMs: Number(note('cpu-ms') ?? config.requestCpuMs),
    ...(note('processes') !== undefined && { processes: Number(note('processes')) }),
    ...(note('disk-mib-per-min') !== undefined && {
      diskBytesPerMinute: Number(note('disk-mib-per-min')) * 1_048_576
    }),
    ...(request.pidNamespace !== undefined && { pidNamespace: request.pidNamespace }),
    memoryLimitBytes: request.memoryLimitBytes,
    ...(request.cpuLimit !== undefined && { cpuLimit: request.cpuLimit }),
    oomScoreAdj: request.oomScoreAdj,
    serves: Object.freeze(
      listening(
        serversOf(asConfigured(config, request), request.ports, latencyMs, startupMs, {
          capacity: capacityOf(note),
          ...answersOf(note)
        }),
        note('listens')
      )
    ),
    files: Object.freeze({
      ...madeBy(config, request, argv),
      ...unhidden(config.files, request.mounts),
      ...request.files
    }),
    ...(request.mounts && request.mounts.length > 0 && { mounts: request.mounts }),
    ...(workingDir !== undefined && { workingDir }),
    anyProgram: config.anyProgram,
    ...(config.anyProgram && !program && request.serving && { image: request.image }),
    ...(note('lacks') !== undefined && { lacks: Object.freeze(note('lacks')!.split(',')) }),
    ...(config.bare && { bare: true }),
    serving: request.serving,
    imageNamed: request.image,
    unknownStatus: Number(note('program-exit-code') ?? 0) & 255,
    ...request.process,
    ...(program && !program.application && { version: tagOf(request.image) }),
    ...(program && { program, startDelayMs: toMs(startDelay(program.name, flags)) })
  })
}

/** `v1.36.3` of `registry.k8s.io/kube-apiserver:v1.36.3`. */
const tagOf = (image: string): string => /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1] ?? 'latest'

/** An application's main process that elects a leader, and one that writes what others wait for, is a process of the simulator's own. */
function operatorIn(
  { image, config }: Extract<Resolved, { kind: 'found' }>,
  { env, serving }: CriCreateContainer,
  argv: readonly string[]
): Program | undefined {
  const [repository = ''] = image.ref.split('@')
  const [path = ''] = argv
  if (!config.anyProgram || /(^|\/)(ba|da)?sh$/.test(path)) return undefined
  if (!(serving && elects(repository, argv, env)) && !writesFirst(repository, argv)) return undefined
  return Object.freeze({ ...operator, executable: path.slice(path.lastIndexOf('/') + 1), repository })
}

/** nginx listens where the configuration says that is mounted over its own. */
function asConfigured(config: ImageConfig, { files }: CriCreateContainer): ImageConfig {
  if (!config.cmd.includes('nginx')) return config
  const own = Object.entries(files).filter(([path]) =>
    /^\/etc\/nginx\/(?:nginx\.conf|(?:conf\.d|templates)\/.*)$/.test(path)
  )
  const ports = own.flatMap(([, text]) =>
    [...text.matchAll(/^\s*listen\s+(?:[\d.]+:|\[[:\d]*\]:|\*:)?(\d+)/gm)].map(([, port]) => Number(port))
  )
  return ports.length > 0 ? { ...config, ports: [...new Set(ports)] } : config
}

/** What an application's own program makes when it is ready: the files that its probes look for. A script makes them itself, or does not. */
const madeBy = (
  { anyProgram }: ImageConfig,
  { awaited = [], serving }: CriCreateContainer,
  [program = '']: readonly string[]
): ImageConfig['files'] =>
  anyProgram && serving && !/(^|\/)(ba|da)?sh$/.test(program)
    ? Object.fromEntries(awaited.map((path) => [path, '']))
    : {}

/** The image's files, but those under a mount. */
const unhidden = (files: ImageConfig['files'], mounts: CriCreateContainer['mounts'] = []): ImageConfig['files'] =>
  Object.fromEntries(
    Object.entries(files).filter(([path]) => !mounts.some((mount) => path.startsWith(`${mount.path}/`)))
  )

/** Only where its pod says that it listens (`8080,9090`, or nothing). */
const listening = (servers: readonly HttpServer[], ports: string | undefined): readonly HttpServer[] =>
  ports === undefined ? servers : servers.filter(({ port }) => ports.split(',').includes(String(port)))

/** What an application answers, where its pod says so: `/live=500 /slow=5s /ready=503<7s grpc=NOT_SERVING`, and `speaks: http`. */
function answersOf(note: (name: string) => string | undefined): Pick<HttpServer, 'answers' | 'plain'> {
  const answers = (note('answers') ?? '').split(' ').flatMap((one) => {
    const [path = '', said = ''] = one.split('=')
    const [answer = '', end] = said.split('<')
    const until = end !== undefined && { untilMs: Number.parseFloat(end) * 1_000 }
    const [, lasts] = /^([\d.]+)s$/.exec(answer) ?? []
    const what = lasts === undefined ? { status: answer } : { afterMs: Number(lasts) * 1_000 }
    return answer === '' ? [] : [[path, { ...what, ...until }]]
  })
  return {
    ...(answers.length > 0 && { answers: Object.freeze(Object.fromEntries(answers)) }),
    ...(note('speaks') === 'http' && { plain: true })
  }
}

/** What its server can take, where its pod says so. */
function capacityOf(note: (name: string) => string | undefined): Capacity | null {
  const perSecond = Number(note('requests-per-s') ?? 0)
  if (!(perSecond > 0)) return null
  return Object.freeze({
    perSecond,
    backlog: Number(note('request-backlog') ?? somaxconn),
    bytesPerRequest: Number(note('request-memory-mib') ?? 0) * 1_048_576
  })
}

/** As many connections as nginx lets wait (its listen backlog on Linux). */
const somaxconn = 511

function argvOf(
  config: ImageConfig,
  request: CriCreateContainer,
  note: (name: string) => string | undefined
): readonly string[] {
  const exitAfter = note('exit-after-s')
  if (exitAfter !== undefined) return ['sh', '-c', `sleep ${exitAfter}; exit ${note('exit-code') ?? 1}`]
  const { command, args } = request
  const [first = ''] = args
  if (command.length > 0) return Object.freeze([...command, ...args])
  // Images that people take for their tools have no entrypoint, or one that runs the tool it is given.
  if (first === config.entrypoint[0] || (config === application && isTool(first))) return Object.freeze([...args])
  return Object.freeze([...config.entrypoint, ...(args.length > 0 ? args : config.cmd)])
}

/** The pause container of a sandbox. */
export const pause: Behaviour = Object.freeze({
  argv: Object.freeze(['/pause']),
  memoryBytes: 1_048_576,
  memoryLimitBytes: 0,
  oomScoreAdj: -998,
  serves: Object.freeze([]),
  files: Object.freeze({}),
  anyProgram: false,
  serving: true,
  unknownStatus: 0
})
