import { fnv1a } from '../../../../base/prng'
import { parseImage, type ImageReference } from '../../../api/image-reference'
import { programIn, type Program } from '../../../programs'
import type { HttpServer } from '../../linux/messages'
import type { Image } from '../messages'
import { hasTag, official, workingDirs } from './official'
import { users } from './users'

/** What an image holds, as far as containers show it. */
export interface ImageConfig {
  readonly mib: number
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly ports: readonly number[]
  /** Directory that its HTTP server serves; empty: an application that answers to every path. */
  readonly root: string
  readonly files: Readonly<Record<string, string>>
  readonly memoryMib: number
  /** CPU time of one request that it answers, in milliseconds. */
  readonly requestCpuMs: number
  /** An application: any program in it exists. */
  readonly anyProgram: boolean
  /** Its programs work there if their container does not say; `/` without it. */
  readonly workingDir?: string
  /** Whom its programs run as, by number or name; missing: nobody here knows. */
  readonly user?: string
  /** What ends its program in order, if it is not SIGTERM. */
  readonly stopSignal?: 'QUIT'
  /** Nothing but its program is in it: no shell, none of the usual tools. */
  readonly bare?: true
  /** A program of the simulator's own. */
  readonly program?: Program
}

const image = (mib: number, rest: Partial<ImageConfig>): ImageConfig =>
  Object.freeze({
    mib,
    entrypoint: [],
    cmd: [],
    ports: [],
    root: '',
    files: {},
    memoryMib: 4,
    requestCpuMs: 1,
    anyProgram: false,
    ...rest
  })

const html = { '/usr/share/nginx/html/index.html': '<h1>Welcome to nginx!</h1>', '/usr/share/nginx/html/50x.html': '' }
const nginx = image(67, {
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  ports: [80],
  root: '/usr/share/nginx/html',
  files: html,
  memoryMib: 6,
  user: '0',
  stopSignal: 'QUIT'
})
const shell = (mib: number): ImageConfig => image(mib, { cmd: ['sh'], memoryMib: 1, user: '0' })
/** An image that the lab knows nothing about: an application that serves on the ports that its container declares. */
export const application = image(120, { entrypoint: ['/app'], memoryMib: 32, anyProgram: true })

/** Programs for which people take an image that is made of tools. */
const tools: ReadonlySet<string> = new Set(
  'sh bash ash dash curl wget nslookup dig host getent ping nc sleep echo printf cat env printenv date ls seq true false id hostname uname ps'.split(
    ' '
  )
)
export const isTool = (word: string): boolean => tools.has(word.replace(/^\/(?:usr\/)?bin\//, ''))

/** Images of base systems and servers whose files and programs are known: what they do not have is not found in them. */
const hub: Readonly<Record<string, ImageConfig>> = {
  nginx,
  busybox: shell(2),
  alpine: shell(3),
  debian: shell(49),
  ubuntu: shell(29),
  httpd: image(60, {
    cmd: ['httpd-foreground'],
    ports: [80],
    root: '/usr/local/apache2/htdocs',
    workingDir: '/usr/local/apache2',
    files: { '/usr/local/apache2/htdocs/index.html': '<h1>It works!</h1>' },
    memoryMib: 8,
    user: '0'
  }),
  'hello-world': image(1, { cmd: ['echo', 'Hello from Docker!'], memoryMib: 1, bare: true })
}

/** What Docker Hub calls official, by its name without `library/`. */
function officialImage(name: string): ImageConfig | undefined {
  const known = hub[name]
  if (known) return known
  const found = official.get(name)
  if (!found) return undefined
  const { mib, memoryMib, program, ports } = found
  const workingDir = workingDirs[name]
  const user = users[name] ?? '0'
  return image(mib, {
    cmd: [program || 'sh'],
    ports,
    memoryMib,
    anyProgram: true,
    user,
    ...(workingDir && { workingDir })
  })
}

export type Resolved =
  | { readonly kind: 'found'; readonly image: Image; readonly config: ImageConfig }
  | {
      readonly kind: 'not-found' | 'denied' | 'refused' | 'no-host' | 'no-platform'
      readonly reference: ImageReference
      readonly error: string
    }

/**
 * What a registry says to a pull. Docker Hub has its official images (`official.ts`); `registry.k8s.io`, `quay.io`, `ghcr.io`,
 * `gcr.io` and any other public host have every image, except that a name says otherwise (RFC 2606: `.invalid` does not
 * resolve; `private/…` needs a login; a tag or repository with `typo`, `nope`, `missing`, `not-found`, `nosuch`, `nonexistent` or `does-not-exist` does not
 * exist, nor does one of Docker Hub whose name says so). Images of Windows have nothing for this machine. `localhost:PORT` is a registry on the node only at the port 5000 or 40500.
 * @param dnsAnswers false: no name but `localhost` can be looked up
 */
export function resolve(name: string, dnsAnswers = true): Resolved {
  const parsed = parseImage(name)
  // The kubelet checks names before it asks for a pull.
  if (!parsed.ok) throw new Error(`not an image name: ${name}`)
  const reference = parsed.value
  const { host, repository, tag } = reference
  const address = host === 'docker.io' ? 'registry-1.docker.io' : host
  const scheme = host.startsWith('localhost') ? 'http' : 'https'
  const failed = (kind: Exclude<Resolved['kind'], 'found'>, error: string): Resolved => ({ kind, reference, error })
  const head = `failed to do request: Head "${scheme}://${address}/v2/${repository}/manifests/${tag}": dial tcp`
  const isLocal = host.startsWith('localhost')
  if (!isLocal && (!dnsAnswers || /(^|\.)(invalid|test|example)$/.test(host))) {
    return failed('no-host', `${head}: lookup ${address}`)
  }
  if (isLocal && !/:(5000|40500)$/.test(host)) {
    return failed('refused', `${head} 127.0.0.1:${host.split(':')[1] ?? '80'}: connect: connection refused`)
  }
  if (repository.startsWith('private/')) return failed('denied', denied)
  if (host === 'docker.io' && /(^|[/-])(non-?exist(ent|ing|ant)?|does-?not-?exist)([/-]|$)/.test(repository))
    return failed('denied', denied)
  if (host === 'mcr.microsoft.com' && /^windows(\/|$)/.test(repository))
    return failed('no-platform', 'no match for platform in manifest: not found')
  const short = host === 'docker.io' && repository.startsWith('library/') ? repository.slice('library/'.length) : ''
  const line = short === 'nginx' ? { newest: 1 } : official.get(short)
  const known = short === '' ? undefined : officialImage(short)
  if (short !== '' && !known) return failed('denied', denied)
  if (
    /typo|nope|missing|not-?found|no-?such|does-?not-?exist|non-?existent/.test(`${repository}:${tag}`) ||
    (line && !hasTag(short, line, tag))
  )
    return failed('not-found', `${reference.name}: not found`)
  const config =
    known ??
    programImage(host === 'registry.k8s.io' ? repository : `${host}/${repository}`) ??
    vendorImage(repository, tag)
  return { kind: 'found', image: imageOf(reference, config), config }
}

const denied =
  'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'

function programImage(repository: string): ImageConfig | undefined {
  const program = programIn(repository)
  if (!program) return undefined
  const { name, executable = name, mib, memoryMib, listens } = program
  return image(mib, { entrypoint: [executable], ports: listens, memoryMib, anyProgram: true, program })
}

/** An image of somebody else: a well-known server under a vendor's name (`bitnami/redis`), or an application. */
function vendorImage(repository: string, tag: string): ImageConfig {
  const name = repository.slice(repository.lastIndexOf('/') + 1)
  if (name === 'pause') return image(1, { entrypoint: ['/pause'], memoryMib: 1, bare: true })
  // Of distroless' images the ones for debugging have a shell, by their tag.
  if (repository.includes('distroless/')) return tag.includes('debug') ? application : { ...application, bare: true }
  // Of what bears its name, controllers, exporters and the like are programs of their own.
  if (/^nginx/.test(name) && !/gateway|ingress|exporter|operator|controller|agent|hello|demo/.test(name))
    return /unprivileged/.test(name) || /bitnami/.test(repository) ? { ...nginx, ports: [8080], user: '1001' } : nginx
  if (name === 'busybox' || name === 'alpine') return shell(3)
  // Kubernetes' example for autoscaling: each request takes a million square roots.
  if (name === 'hpa-example')
    return image(170, { cmd: ['apache2'], ports: [80], memoryMib: 12, anyProgram: true, requestCpuMs: 60 })
  // `curlimages/curl`, `byrnedo/alpine-curl`: their arguments are curl's.
  if (/(^|-)curl$/.test(name)) return image(9, { entrypoint: ['curl'], memoryMib: 2 })
  if (name === 'stress') return image(4, { cmd: ['stress'], memoryMib: 2 })
  if (name === 'labsrv' || name === 'agnhost') return application
  const server = officialImage(name)
  if (!server || server.ports.length === 0) return application
  const { user: _official, ...vendors } = server
  return /bitnami/.test(repository) ? { ...vendors, user: '1001' } : vendors
}

function imageOf(reference: ImageReference, config: ImageConfig): Image {
  const digest = hash64(`${reference.host}/${reference.repository}:${reference.tag}`)
  return Object.freeze({
    name: reference.name,
    id: `sha256:${hash64(digest)}`,
    ref: `${reference.host}/${reference.repository}@sha256:${digest}`,
    bytes: config.mib * 1_048_576
  })
}

/** 64 hexadecimal digits that depend on a text: stands in for SHA-256 where only the look matters. */
export function hash64(text: string): string {
  let digits = ''
  for (let i = 0; i < 8; i++) digits += fnv1a(`${i}${text}`).toString(16).padStart(8, '0')
  return digits
}

/**
 * Ports on which a container of the image serves: the image's own; an application also where its spec says or its probes ask,
 * and one of which nobody says anything, on any (0).
 */
export function serversOf(
  config: ImageConfig,
  expected: readonly number[],
  latencyMs: number,
  startupMs: number,
  rest: Pick<HttpServer, 'capacity' | 'answers' | 'plain'> = { capacity: null }
): HttpServer[] {
  const own = config.anyProgram ? [...new Set([...config.ports, ...expected])] : config.ports
  const ports = own.length > 0 || !config.anyProgram ? own : [0]
  return ports.map((port) => Object.freeze({ port, latencyMs, startupMs, root: config.root, ...rest }))
}
