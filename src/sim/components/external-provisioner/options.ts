import type { ProcessSurroundings } from '../../kernel/types'

/** What a provisioner's command line and environment say, whichever of them it is. */
export interface Options {
  /** `local-path-provisioner` … */
  readonly program: string
  /** What its classes name as `provisioner`. */
  readonly provisioner: string
  readonly namespace: string
  /** How many claims, and how many volumes, are worked on at once. */
  readonly threads: number
  /** Failures in a row after which a claim or a volume is given up until the next resync. */
  readonly provisionRetries: number
  readonly deleteRetries: number
  /** Only the leader of several works. */
  readonly elects: boolean
  /** Path of its configuration; empty: it has none. */
  readonly config: string
  /** ConfigMap that holds the pod that works on nodes for it; empty: it needs none. */
  readonly configMap: string
  readonly serviceAccount: string
  /** It stands beside a CSI driver. */
  readonly isCsi?: true
  /** Why it cannot run with what it was given; empty: it can. */
  readonly problem: string
}

export function optionsOf(argv: readonly string[], surroundings: ProcessSurroundings, account: string): Options {
  const { env } = surroundings
  const [path = ''] = argv
  const program = path.slice(path.lastIndexOf('/') + 1)
  const namespace = account.split(':')[2] ?? 'default'
  return Object.freeze(
    program === 'local-path-provisioner'
      ? localPath(argv, env, program)
      : /^csi-|^snapshot-controller$/.test(program)
        ? sidecar(argv, surroundings, program, namespace)
        : nfsSubdir(env, program, namespace)
  )
}

/** Models rancher/local-path-provisioner main.go StartCmd. */
function localPath(argv: readonly string[], env: Readonly<Record<string, string>>, program: string): Options {
  const flag = (name: string) => flagIn(argv, name)
  const count = (name: string, fallback: number) => {
    const value = Number(flag(name) ?? fallback)
    return Number.isInteger(value) && value > 0 ? value : fallback
  }
  const config = flag('config') ?? ''
  return {
    program,
    provisioner: flag('provisioner-name') ?? env['PROVISIONER_NAME'] ?? 'rancher.io/local-path',
    namespace: flag('namespace') ?? env['POD_NAMESPACE'] ?? 'local-path-storage',
    threads: count('worker-threads', 4),
    provisionRetries: count('provisioning-retry-count', 15),
    deleteRetries: count('deletion-retry-count', 15),
    elects: false,
    config,
    configMap: flag('configmap-name') ?? env['CONFIGMAP_NAME'] ?? 'local-path-config',
    serviceAccount:
      flag('service-account-name') ?? env['SERVICE_ACCOUNT_NAME'] ?? 'local-path-provisioner-service-account',
    problem: !argv.includes('start') ? 'no command is given; expected start' : ''
  }
}

/** Models kubernetes-sigs/nfs-subdir-external-provisioner cmd/…/provisioner.go main. */
function nfsSubdir(env: Readonly<Record<string, string>>, program: string, namespace: string): Options {
  const missing = ['NFS_SERVER', 'NFS_PATH', 'PROVISIONER_NAME'].find((name) => !env[name])
  const problem =
    missing === 'PROVISIONER_NAME'
      ? 'environment variable PROVISIONER_NAME is not set! Please set it.'
      : `${missing} not set`
  return {
    program,
    provisioner: env['PROVISIONER_NAME'] ?? '',
    namespace,
    threads: 4,
    provisionRetries: 15,
    deleteRetries: 15,
    elects: env['ENABLE_LEADER_ELECTION'] !== 'false',
    config: '',
    configMap: '',
    serviceAccount: '',
    problem: missing === undefined ? '' : problem
  }
}

/** Where a sidecar finds the driver's socket, if nobody says otherwise. */
const defaultSocket = '/run/csi/socket'

/** A program that stands beside a CSI driver: whose it is, the driver behind the socket says. Models their main.go. */
function sidecar(argv: readonly string[], { files }: ProcessSurroundings, program: string, namespace: string): Options {
  const socket = (flagIn(argv, 'csi-address') ?? defaultSocket).replace(/^unix:\/\//, '')
  const driver = files[socket] ?? ''
  const isAlone = program === 'snapshot-controller'
  return {
    program,
    isCsi: true,
    provisioner: driver,
    namespace: flagIn(argv, 'leader-election-namespace') ?? namespace,
    threads: Number(flagIn(argv, 'worker-threads') ?? flagIn(argv, 'workers') ?? 10) || 10,
    provisionRetries: Infinity,
    deleteRetries: Infinity,
    elects: argv.some((arg) => /^--?leader-election(=true)?$/.test(arg)),
    config: '',
    configMap: '',
    serviceAccount: '',
    problem: driver === '' && !isAlone ? `Lost connection to ${socket}: no CSI driver answers there` : ''
  }
}

/** `--name=value` or `--name value`. */
function flagIn(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex((arg) => new RegExp(`^--?${name}(=|$)`).test(arg))
  const [, value] = (argv[at] ?? '').split(/=(.*)/s)
  return value ?? (at < 0 ? undefined : argv[at + 1])
}
