import { seconds, type Micros } from '../../../base/time'
import { createInformer, type Informer } from '../../client-go/informer'
import { createElection, newIdentity, type LeaderElection } from '../../client-go/leaderelection'
import { createClient, type ApiClient } from '../../client-go/transport'
import { apiEntrance, type Boot } from '../../cluster'
import type { Address, MachineId, ProcessContext } from '../../kernel/types'
import type { HttpResponse } from '../linux/messages'
import type { Configuration, Endpoint } from './configuration'

const group = 'gateway.networking.k8s.io'
export const resources = [
  `${group}/gatewayclasses`,
  `${group}/gateways`,
  `${group}/httproutes`,
  `${group}/referencegrants`,
  'services',
  'endpointslices',
  'secrets',
  'namespaces'
] as const
export type Resource = (typeof resources)[number]

/** An agent that waits until there is something other than what it has. */
export interface Waiter {
  readonly id: number
  readonly asker: Address<HttpResponse>
  readonly version: string
}

/** A request that waits for an endpoint, or has gone through some. */
export interface Proxied {
  readonly id: number
  readonly asker: Address<HttpResponse>
  readonly host: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly upstream: string
  readonly to: Endpoint
  readonly tries: number
  readonly since: Micros
  readonly sent: number
}

/** What the controller holds. */
export interface Control {
  readonly controllerName: string
  readonly className: string
  readonly service: string
  readonly namespace: string
  readonly image: string
  /** Name of its installation. */
  readonly instance: string
  readonly client: ApiClient
  readonly election: LeaderElection
  readonly informers: Readonly<Record<Resource, Informer>>
  /** By Gateway (`namespace_name`): what its nginx is told, and as which version. */
  readonly told: Map<string, { readonly version: string; readonly configuration: Configuration }>
  readonly waiters: Map<string, Waiter[]>
  /** Objects of Gateways that were written, by resource and key, and as which text. */
  readonly provisioned: Map<string, string>
  /** Status writes under way, by resource and key. */
  readonly writing: Set<string>
  scheduled: boolean
}

/** What nginx and its agent hold. */
export interface Nginx {
  /** Address and port of the controller's Service. */
  readonly server: string
  readonly gateway: string
  version: string
  configuration: Configuration | null
  /** Number of the question that waits for an answer; 0: none. */
  asking: number
  readonly proxied: Map<number, Proxied>
  readonly turns: Map<string, number>
}

export interface GatewayFabric extends ProcessContext {
  machine: MachineId
  address: string
  readonly pod: string
  lastId: number
  readonly control: Control
  readonly nginx: Nginx
  /** It is nginx with its agent, not the controller. */
  readonly isNginx: boolean
}

export function createContext(boot: Boot): GatewayFabric {
  const { self, machine, address, now, rng, config, cluster, incarnation, argv, account, owner } = boot
  const { env, files } = boot.surroundings ?? { env: {}, files: {} }
  const [namespace = 'default', pod = ''] = (owner ?? '').split('/')
  const flag = (name: string, fallback: string) =>
    argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback
  const [, uuid = ''] = newIdentity({ self, now, rng, config }).split('_')
  const agent = files['/etc/nginx-agent/nginx-agent.conf'] ?? ''
  const isNginx = !argv.includes('controller')
  const image = env['IMAGE_NAME'] ?? 'ghcr.io/nginx/nginx-gateway-fabric:2'
  return {
    self,
    now,
    rng,
    config,
    machine,
    address,
    pod,
    lastId: 0,
    isNginx,
    control: {
      controllerName: flag('gateway-ctlr-name', 'gateway.nginx.org/nginx-gateway-controller'),
      className: flag('gatewayclass', 'nginx'),
      service: flag('service', 'nginx-gateway'),
      namespace,
      image: image.replace(/(:[^:/]*)?$/, (tag) => `/nginx${tag}`),
      instance: env['INSTANCE_NAME'] ?? 'nginx-gateway',
      client: createClient(self, incarnation, apiEntrance(cluster), account || 'system:anonymous', 'nginx-gateway'),
      election: createElection(
        flag('leader-election-lock-name', 'nginx-gateway-leader-election-lock'),
        `${pod}_${uuid}`,
        false,
        {
          namespace,
          component: '',
          times: { leaseDuration: seconds(15), renewDeadline: seconds(10), retryPeriod: seconds(2) }
        }
      ),
      informers: {
        'gateway.networking.k8s.io/gatewayclasses': createInformer(resources[0]),
        'gateway.networking.k8s.io/gateways': createInformer(resources[1]),
        'gateway.networking.k8s.io/httproutes': createInformer(resources[2]),
        'gateway.networking.k8s.io/referencegrants': createInformer(resources[3]),
        services: createInformer('services'),
        endpointslices: createInformer('endpointslices'),
        secrets: createInformer('secrets'),
        namespaces: createInformer('namespaces')
      },
      told: new Map(),
      waiters: new Map(),
      provisioned: new Map(),
      writing: new Set(),
      scheduled: false
    },
    nginx: {
      server: /host: (\S+)/.exec(agent)?.[1] ?? '',
      gateway: /gateway: (\S+)/.exec(agent)?.[1] ?? '',
      version: '',
      configuration: null,
      asking: 0,
      proxied: new Map(),
      turns: new Map()
    }
  }
}
