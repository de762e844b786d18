import { base64 } from '../../../api/base64'
import { formatTime } from '../../../api/timestamp'
import type { StatefulSet } from '../../../api/types'
import { condition, copied, ownedBy, wanted } from './build'
import type { Controller, CustomObject, Look, Told, Wanted } from './custom'
import { accountOf } from './rabbitmq-account'

/* Models rabbitmq/cluster-operator: internal/resource, internal/status. */

type Spec = Readonly<Record<string, unknown>> & {
  readonly replicas?: number
  readonly image?: string
  readonly resources?: object
  readonly service?: { readonly type?: string; readonly annotations?: Readonly<Record<string, string>> }
  readonly persistence?: { readonly storage?: string; readonly storageClassName?: string }
  readonly rabbitmq?: { readonly additionalConfig?: string; readonly additionalPlugins?: readonly string[] }
  readonly terminationGracePeriodSeconds?: number
}

export const rabbitmqClusterOperator: Controller = {
  image: /rabbitmq(operator)?\/cluster-operator$/,
  component: 'rabbitmqcluster-controller',
  watches: ['statefulsets'],
  customs: [{ resource: 'rabbitmq.com/rabbitmqclusters', wants, tell }]
}

const port = (name: string, number: number) => ({ name, port: number, targetPort: number, protocol: 'TCP' })

function wants(object: CustomObject): readonly Wanted[] {
  const spec = object.spec as Spec
  const { name, namespace } = object.metadata
  const selector = { 'app.kubernetes.io/name': name }
  const labels = {
    ...selector,
    'app.kubernetes.io/component': 'rabbitmq',
    'app.kubernetes.io/part-of': 'rabbitmq'
  }
  const meta = (suffix: string, annotations?: Readonly<Record<string, string>>) =>
    ownedBy(object, `${name}${suffix}`, labels, annotations)
  const plugins = ['rabbitmq_peer_discovery_k8s', 'rabbitmq_prometheus', 'rabbitmq_management']
  const conf = [
    'cluster_formation.peer_discovery_backend = kubernetes',
    'cluster_partition_handling = pause_minority',
    spec.rabbitmq?.additionalConfig ?? ''
  ]
  return [
    wanted('services', 'v1', 'Service', meta('-nodes'), {
      spec: {
        clusterIP: 'None',
        publishNotReadyAddresses: true,
        selector,
        ports: [port('epmd', 4369), port('cluster-rpc', 25672)]
      }
    }),
    wanted('configmaps', 'v1', 'ConfigMap', meta('-plugins-conf'), {
      data: { enabled_plugins: `[${[...plugins, ...(spec.rabbitmq?.additionalPlugins ?? [])].join(',')}].` }
    }),
    wanted('secrets', 'v1', 'Secret', meta('-erlang-cookie'), {
      data: { '.erlang.cookie': base64(`cookie of ${namespace}/${name}`) }
    }),
    wanted('secrets', 'v1', 'Secret', meta('-default-user'), { data: userOf(name, namespace!) }),
    wanted('configmaps', 'v1', 'ConfigMap', meta('-server-conf'), {
      data: {
        'operatorDefaults.conf': `${conf.slice(0, 2).join('\n')}\n`,
        'userDefinedConfiguration.conf': `${conf[2]}\n`
      }
    }),
    wanted('services', 'v1', 'Service', meta('', spec.service?.annotations), {
      spec: {
        type: spec.service?.type ?? 'ClusterIP',
        selector,
        ports: [port('amqp', 5672), port('management', 15672), port('prometheus', 15692)]
      }
    }),
    ...accountOf(meta, name, namespace!),
    wanted('statefulsets', 'apps/v1', 'StatefulSet', meta('-server'), { spec: setOf(spec, name, labels, selector) })
  ]
}

function userOf(name: string, namespace: string): Readonly<Record<string, string>> {
  const host = `${name}.${namespace}.svc`
  const text = {
    username: `default_user_${name}`,
    password: `password of ${namespace}/${name}`,
    host,
    port: '5672',
    provider: 'rabbitmq',
    type: 'rabbitmq',
    'default_user.conf': `default_user = default_user_${name}\n`,
    connection_string: `amqp://default_user_${name}@${host}:5672/`
  }
  return Object.fromEntries(Object.entries(text).map(([key, value]) => [key, base64(value)]))
}

function setOf(spec: Spec, name: string, labels: object, selector: object): object {
  const image = spec.image ?? 'rabbitmq:4.1.3-management'
  const isKept = spec.persistence?.storage !== '0' && spec.persistence?.storage !== '0Gi'
  const cookie = '/var/lib/rabbitmq/.erlang.cookie'
  const mounts = [
    { name: 'rabbitmq-erlang-cookie', mountPath: '/var/lib/rabbitmq/' },
    { name: 'rabbitmq-plugins', mountPath: '/operator' },
    { name: 'persistence', mountPath: '/var/lib/rabbitmq/mnesia/' }
  ]
  const containerPort = (of: string, number: number) => ({ name: of, containerPort: number, protocol: 'TCP' })
  return {
    replicas: spec.replicas ?? 1,
    serviceName: `${name}-nodes`,
    podManagementPolicy: 'Parallel',
    selector: { matchLabels: selector },
    template: {
      metadata: { labels, annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '15692' } },
      spec: {
        ...copied(spec, 'affinity', 'tolerations', 'imagePullSecrets'),
        serviceAccountName: `${name}-server`,
        automountServiceAccountToken: true,
        terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 604_800,
        securityContext: { fsGroup: 0, runAsUser: 999 },
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: selector }
          }
        ],
        initContainers: [
          {
            name: 'setup-container',
            image,
            command: [
              'sh',
              '-c',
              `cp /tmp/erlang-cookie-secret/.erlang.cookie ${cookie} && chmod 600 ${cookie} ; cp /tmp/rabbitmq-plugins/enabled_plugins /operator/enabled_plugins ; chmod 600 /operator/enabled_plugins`
            ],
            resources: { limits: { cpu: '100m', memory: '500Mi' }, requests: { cpu: '100m', memory: '500Mi' } },
            volumeMounts: [
              ...mounts,
              { name: 'plugins-conf', mountPath: '/tmp/rabbitmq-plugins/' },
              { name: 'erlang-cookie-secret', mountPath: '/tmp/erlang-cookie-secret/' }
            ]
          }
        ],
        containers: [
          {
            name: 'rabbitmq',
            image,
            env: [
              { name: 'MY_POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
              { name: 'RABBITMQ_ENABLED_PLUGINS_FILE', value: '/operator/enabled_plugins' },
              { name: 'K8S_SERVICE_NAME', value: `${name}-nodes` },
              { name: 'RABBITMQ_USE_LONGNAME', value: 'true' }
            ],
            ports: [
              containerPort('epmd', 4369),
              containerPort('amqp', 5672),
              containerPort('management', 15672),
              containerPort('prometheus', 15692)
            ],
            resources: spec.resources ?? {
              limits: { cpu: '2000m', memory: '2Gi' },
              requests: { cpu: '1000m', memory: '2Gi' }
            },
            readinessProbe: {
              tcpSocket: { port: 'amqp' },
              initialDelaySeconds: 10,
              timeoutSeconds: 5,
              periodSeconds: 10,
              failureThreshold: 3
            },
            volumeMounts: [
              ...mounts,
              {
                name: 'rabbitmq-confd',
                mountPath: '/etc/rabbitmq/conf.d/10-operatorDefaults.conf',
                subPath: 'operatorDefaults.conf'
              }
            ]
          }
        ],
        volumes: [
          { name: 'plugins-conf', configMap: { name: `${name}-plugins-conf` } },
          { name: 'rabbitmq-confd', configMap: { name: `${name}-server-conf` } },
          { name: 'erlang-cookie-secret', secret: { secretName: `${name}-erlang-cookie` } },
          { name: 'rabbitmq-erlang-cookie', emptyDir: {} },
          { name: 'rabbitmq-plugins', emptyDir: {} },
          ...(isKept ? [] : [{ name: 'persistence', emptyDir: {} }])
        ]
      }
    },
    ...(isKept && {
      volumeClaimTemplates: [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'persistence', labels },
          spec: {
            accessModes: ['ReadWriteOnce'],
            ...copied(spec.persistence ?? {}, 'storageClassName'),
            resources: { requests: { storage: spec.persistence?.storage ?? '10Gi' } }
          }
        }
      ]
    })
  }
}

function tell(object: CustomObject, look: Look): Told | null {
  const { name, namespace } = object.metadata
  const set = look.find('statefulsets', namespace, `${name}-server`) as StatefulSet | undefined
  if (!set) return null
  const ready = set.status?.readyReplicas ?? 0
  const count = (object.spec as Spec).replicas ?? 1
  const conditions = [
    ready >= count
      ? { type: 'AllReplicasReady', status: 'True', reason: 'AllPodsAreReady' }
      : {
          type: 'AllReplicasReady',
          status: 'False',
          reason: 'NotAllPodsReady',
          message: `${ready}/${count} Pods ready`
        },
    ready > 0
      ? { type: 'ClusterAvailable', status: 'True', reason: 'AtLeastOneEndpointAvailable' }
      : {
          type: 'ClusterAvailable',
          status: 'False',
          reason: 'NoEndpointsAvailable',
          message: 'The service has no endpoints available'
        },
    { type: 'NoWarnings', status: 'True', reason: 'NoWarnings' },
    { type: 'ReconcileSuccess', status: 'True', reason: 'Success', message: 'Finish reconciling' }
  ]
  const now = formatTime(look.now)
  return {
    status: {
      ...object.status,
      observedGeneration: object.metadata.generation ?? 1,
      binding: { name: `${name}-default-user` },
      defaultUser: {
        secretReference: {
          name: `${name}-default-user`,
          namespace,
          keys: { username: 'username', password: 'password' }
        },
        serviceReference: { name, namespace }
      },
      conditions: conditions.map((one) => {
        const { observedGeneration: _none, ...rest } = condition(object, now, one)
        return rest
      })
    }
  }
}
