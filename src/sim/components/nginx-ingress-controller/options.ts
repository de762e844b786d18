import { parseDuration } from '../../../base/duration'
import { seconds, type Micros } from '../../../base/time'

/** What its command line says. Models pkg/flags/flags.go. */
export interface Options {
  readonly controllerClass: string
  readonly ingressClass: string
  readonly withoutClass: boolean
  readonly classByName: boolean
  /** `namespace/name` of its ConfigMap; empty: none. */
  readonly configMap: string
  readonly publishService: string
  readonly publishStatusAddress: string
  readonly useInternalIP: boolean
  readonly defaultService: string
  readonly electionId: string
  readonly electionTtl: Micros
  readonly elects: boolean
  readonly updateStatus: boolean
  readonly updateStatusOnShutdown: boolean
  readonly validates: boolean
  readonly syncPerS: number
  readonly statusInterval: Micros
  readonly shutdownGrace: Micros
  readonly postShutdownGrace: Micros
  readonly syncEvents: boolean
}

export function optionsOf(argv: readonly string[], namespace: string): Options {
  const given = new Map(
    argv.flatMap((arg) => {
      const [, name, value = 'true'] = /^--?([a-z][a-z-]*)(?:=(.*))?$/s.exec(arg) ?? []
      return name === undefined ? [] : [[name, value.replaceAll('$(POD_NAMESPACE)', namespace)] as const]
    })
  )
  const text = (name: string, fallback = '') => given.get(name) ?? fallback
  const is = (name: string, fallback: boolean) => (given.has(name) ? given.get(name) === 'true' : fallback)
  const count = (name: string, fallback: number) => {
    const value = Number(given.get(name) ?? fallback)
    return Number.isFinite(value) ? value : fallback
  }
  return Object.freeze({
    controllerClass: text('controller-class', 'k8s.io/ingress-nginx'),
    ingressClass: text('ingress-class', 'nginx'),
    withoutClass: is('watch-ingress-without-class', false),
    classByName: is('ingress-class-by-name', false),
    configMap: text('configmap'),
    publishService: text('publish-service'),
    publishStatusAddress: text('publish-status-address'),
    useInternalIP: is('report-node-internal-ip-address', false),
    defaultService: text('default-backend-service'),
    electionId: text('election-id', 'ingress-controller-leader'),
    electionTtl: durationOf(text('election-ttl')) ?? seconds(30),
    elects: !is('disable-leader-election', false),
    updateStatus: is('update-status', true),
    updateStatusOnShutdown: is('update-status-on-shutdown', true),
    validates: text('validating-webhook') !== '',
    syncPerS: count('sync-rate-limit', 0.3),
    statusInterval: seconds(count('status-update-interval', 60)),
    shutdownGrace: seconds(count('shutdown-grace-period', 0)),
    postShutdownGrace: seconds(count('post-shutdown-grace-period', 10)),
    syncEvents: !is('disable-sync-events', false)
  })
}

function durationOf(text: string): Micros | undefined {
  const read = parseDuration(text)
  return read.ok ? read.value : undefined
}
