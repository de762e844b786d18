import { base64 } from '../../../api/base64'
import { formatTime } from '../../../api/timestamp'
import type { StatefulSet } from '../../../api/types'
import { condition, copied, ownedBy, wanted } from './build'
import type { Controller, Custom, CustomObject, Look, Told, Wanted } from './custom'

/* Models prometheus-operator: pkg/prometheus/server/statefulset.go, pkg/alertmanager/statefulset.go, pkg/operator/statefulset_reporter.go. */

interface Kind {
  readonly name: 'prometheus' | 'alertmanager'
  readonly port: number
  readonly instanceLabel: Readonly<Record<string, string>>
  readonly args: (spec: Spec, replicas: number) => readonly string[]
  /** Where its configuration lies: written by the init container, read by the program. */
  readonly directories: readonly [config: string, out: string]
  readonly file: string
  readonly data: string
  readonly memory?: string
  readonly probes: (port: string) => object
  /** Further objects with their volumes. */
  readonly others: readonly Other[]
}
interface Other {
  readonly suffix: string
  readonly kind: 'Secret' | 'ConfigMap'
  readonly path: string
}

type Spec = Readonly<Record<string, unknown>> & {
  readonly replicas?: number
  readonly image?: string
  readonly version?: string
  readonly portName?: string
  readonly retention?: string
  readonly secrets?: readonly string[]
  readonly configMaps?: readonly string[]
  readonly storage?: {
    readonly volumeClaimTemplate?: { readonly metadata?: object; readonly spec?: object }
    readonly emptyDir?: object
  }
  readonly podMetadata?: { readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> }
  readonly volumes?: readonly object[]
  readonly volumeMounts?: readonly object[]
  readonly containers?: readonly { readonly name: string }[]
  readonly initContainers?: readonly object[]
  readonly resources?: { readonly requests?: Record<string, string>; readonly limits?: Record<string, string> }
}

const get = (path: string, port: string, rest: object): object => ({ httpGet: { path, port, scheme: 'HTTP' }, ...rest })

const prometheus: Kind = {
  name: 'prometheus',
  port: 9090,
  instanceLabel: { 'operator.prometheus.io/shard': '0' },
  args: ({ retention = '24h' }) => [
    '--config.file=/etc/prometheus/config_out/prometheus.env.yaml',
    '--web.enable-lifecycle',
    '--web.route-prefix=/',
    `--storage.tsdb.retention.time=${retention}`,
    '--storage.tsdb.path=/prometheus',
    '--web.config.file=/etc/prometheus/web_config/web-config.yaml'
  ],
  directories: ['/etc/prometheus/config', '/etc/prometheus/config_out'],
  file: 'prometheus',
  data: '/prometheus',
  probes: (port) => ({
    startupProbe: get('/-/ready', port, { periodSeconds: 15, timeoutSeconds: 3, failureThreshold: 60 }),
    readinessProbe: get('/-/ready', port, { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 }),
    livenessProbe: get('/-/healthy', port, { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 6 })
  }),
  others: [
    { suffix: '-tls-assets-0', kind: 'Secret', path: '/etc/prometheus/certs' },
    { suffix: '-web-config', kind: 'Secret', path: '/etc/prometheus/web_config' },
    { suffix: '-rulefiles-0', kind: 'ConfigMap', path: '/etc/prometheus/rules' }
  ]
}

const alertmanager: Kind = {
  name: 'alertmanager',
  port: 9093,
  instanceLabel: {},
  args: ({ retention = '120h' }, replicas) => [
    '--config.file=/etc/alertmanager/config_out/alertmanager.env.yaml',
    '--storage.path=/alertmanager',
    `--data.retention=${retention}`,
    replicas === 1 ? '--cluster.listen-address=' : '--cluster.listen-address=[$(POD_IP)]:9094',
    '--web.listen-address=:9093',
    '--web.route-prefix=/',
    '--web.config.file=/etc/alertmanager/web_config/web-config.yaml'
  ],
  directories: ['/etc/alertmanager/config', '/etc/alertmanager/config_out'],
  file: 'alertmanager',
  data: '/alertmanager',
  memory: '200Mi',
  probes: (port) => ({
    readinessProbe: get('/-/ready', port, {
      initialDelaySeconds: 3,
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 10
    }),
    livenessProbe: get('/-/healthy', port, { timeoutSeconds: 3, failureThreshold: 10 })
  }),
  others: [
    { suffix: '-tls-assets-0', kind: 'Secret', path: '/etc/alertmanager/certs' },
    { suffix: '-web-config', kind: 'Secret', path: '/etc/alertmanager/web_config' }
  ]
}

const custom = (kind: Kind, plural: string): Custom => ({
  resource: `monitoring.coreos.com/${plural}`,
  wants: (object, look) => wants(kind, object, look),
  tell: (object, look) => tell(kind, object, look)
})

export const prometheusOperator: Controller = {
  image: /prometheus-operator\/prometheus-operator$/,
  component: 'prometheus-operator',
  watches: ['statefulsets'],
  customs: [custom(prometheus, 'prometheuses'), custom(alertmanager, 'alertmanagers')]
}

function wants(kind: Kind, object: CustomObject, look: Look): readonly Wanted[] {
  const spec = object.spec as Spec
  if (spec['paused'] === true) return []
  const name = `${kind.name}-${object.metadata.name}`
  const labels = { 'managed-by': 'prometheus-operator' }
  const meta = (suffix: string) => ownedBy(object, `${name}${suffix}`, labels)
  const port = spec.portName ?? 'web'
  const generated = kind.name === 'prometheus' ? '' : '-generated'
  return [
    wanted('secrets', 'v1', 'Secret', meta(generated), {
      data: { [`${kind.file}.yaml.gz`]: base64(`${kind.file} of ${name}`) }
    }),
    ...kind.others.map((other) =>
      other.kind === 'Secret'
        ? wanted('secrets', 'v1', 'Secret', meta(other.suffix), {
            data: other.suffix === '-web-config' ? { 'web-config.yaml': '' } : {}
          })
        : wanted('configmaps', 'v1', 'ConfigMap', meta(other.suffix), { data: {} })
    ),
    wanted(
      'services',
      'v1',
      'Service',
      ownedBy(object, `${kind.name}-operated`, { ...labels, [`operated-${kind.name}`]: 'true' }),
      { spec: governing(kind, port) }
    ),
    wanted(
      'statefulsets',
      'apps/v1',
      'StatefulSet',
      { ...meta(''), labels: { ...object.metadata.labels, ...labels } },
      {
        spec: setOf(kind, object, name, port, look)
      }
    )
  ]
}

const governing = (kind: Kind, port: string): object => ({
  clusterIP: 'None',
  ...(kind.name === 'alertmanager' && { publishNotReadyAddresses: true }),
  selector: { 'app.kubernetes.io/name': kind.name },
  ports: [
    { name: port, port: kind.port, targetPort: port, protocol: 'TCP' },
    ...(kind.name === 'alertmanager'
      ? [
          { name: 'tcp-mesh', port: 9094, targetPort: 'mesh-tcp', protocol: 'TCP' },
          { name: 'udp-mesh', port: 9094, targetPort: 'mesh-udp', protocol: 'UDP' }
        ]
      : [])
  ]
})

const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] }
}

function setOf(kind: Kind, object: CustomObject, name: string, port: string, look: Look): object {
  const spec = object.spec as Spec
  const replicas = spec.replicas ?? 1
  const matchLabels: Readonly<Record<string, string>> = {
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    'app.kubernetes.io/name': kind.name,
    'app.kubernetes.io/instance': object.metadata.name,
    [kind.name]: object.metadata.name,
    ...(kind.name === 'prometheus' && { 'operator.prometheus.io/name': object.metadata.name }),
    ...kind.instanceLabel
  }
  const claim = spec.storage?.volumeClaimTemplate
  const dataVolume = `${name}-db`
  const mounts = [
    { name: 'config', mountPath: kind.directories[0] },
    { name: 'config-out', mountPath: kind.directories[1] }
  ]
  const others = kind.others.map(({ suffix, kind: of, path }) => ({
    mount: { name: of === 'Secret' ? suffix.slice(1) : `${name}${suffix}`, mountPath: path, readOnly: true },
    volume: {
      name: of === 'Secret' ? suffix.slice(1) : `${name}${suffix}`,
      ...(of === 'Secret'
        ? { secret: { secretName: `${name}${suffix}` } }
        : { configMap: { name: `${name}${suffix}` } })
    }
  }))
  const given = [
    ...(spec.secrets ?? []).map((secret) => ({ name: `secret-${secret}`, secret: { secretName: secret } })),
    ...(spec.configMaps ?? []).map((map) => ({ name: `configmap-${map}`, configMap: { name: map } }))
  ]
  const generated = kind.name === 'prometheus' ? name : `${name}-generated`
  const pod = {
    ...copied(
      spec,
      ...['securityContext', 'serviceAccountName', 'nodeSelector', 'tolerations', 'affinity', 'priorityClassName'],
      ...['imagePullSecrets', 'topologySpreadConstraints', 'hostNetwork', 'dnsPolicy', 'hostAliases', 'schedulerName']
    ),
    terminationGracePeriodSeconds: kind.name === 'prometheus' ? 600 : 120,
    initContainers: [reloader(kind, mounts, true, look), ...(spec.initContainers ?? [])],
    containers: merged(
      [
        {
          name: kind.name,
          image:
            spec.image ?? `quay.io/prometheus/${kind.name}${spec.version ? `:v${spec.version.replace(/^v/, '')}` : ''}`,
          args: kind.args(spec, replicas),
          ...(kind.name === 'alertmanager' && {
            env: [{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }]
          }),
          ports: [
            { name: port, containerPort: kind.port, protocol: 'TCP' },
            ...(kind.name === 'alertmanager'
              ? [
                  { name: 'mesh-tcp', containerPort: 9094, protocol: 'TCP' },
                  { name: 'mesh-udp', containerPort: 9094, protocol: 'UDP' }
                ]
              : [])
          ],
          ...kind.probes(port),
          resources: {
            ...spec.resources,
            requests: { ...(kind.memory && { memory: kind.memory }), ...spec.resources?.requests }
          },
          securityContext: restricted,
          terminationMessagePolicy: 'FallbackToLogsOnError',
          volumeMounts: [
            ...mounts,
            ...others.map(({ mount }) => mount),
            { name: dataVolume, mountPath: kind.data, ...(claim && { subPath: `${kind.name}-db` }) },
            ...given.map((volume) => ({
              name: volume.name,
              mountPath: `/etc/${kind.name}/${volume.name.replace('-', 's/')}`,
              readOnly: true
            })),
            ...(spec.volumeMounts ?? [])
          ]
        },
        reloader(kind, mounts, false, look)
      ],
      spec.containers ?? []
    ),
    volumes: [
      { name: 'config', secret: { secretName: generated } },
      { name: 'config-out', emptyDir: { medium: 'Memory' } },
      ...others.map(({ volume }) => volume),
      ...given,
      ...(claim ? [] : [{ name: dataVolume, emptyDir: spec.storage?.emptyDir ?? {} }]),
      ...(spec.volumes ?? [])
    ]
  }
  return {
    serviceName: `${kind.name}-operated`,
    replicas,
    podManagementPolicy: 'Parallel',
    updateStrategy: { type: 'RollingUpdate' },
    selector: { matchLabels },
    template: {
      metadata: {
        labels: { ...spec.podMetadata?.labels, ...matchLabels },
        annotations: { 'kubectl.kubernetes.io/default-container': kind.name, ...spec.podMetadata?.annotations }
      },
      spec: pod
    },
    ...(claim && {
      volumeClaimTemplates: [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: dataVolume, ...claim.metadata },
          spec: { accessModes: ['ReadWriteOnce'], ...claim.spec }
        }
      ]
    })
  }
}

interface Named {
  readonly name: string
  readonly [field: string]: unknown
}

/** Models k8s.MergePatchContainers: containers of the same name are laid over its own. */
function merged(own: readonly Named[], given: readonly { readonly name: string }[]): object[] {
  const over = own.map((one) => ({ ...one, ...given.find(({ name }) => name === one.name) }))
  return [...over, ...given.filter(({ name }) => own.every((one) => one.name !== name))]
}

/** Models pkg/operator/config_reloader.go: it writes the configuration once, or watches it. */
function reloader(kind: Kind, mounts: readonly object[], isInit: boolean, look: Look): Named {
  const [config, out] = kind.directories
  const port = isInit ? 8081 : 8080
  return {
    name: isInit ? 'init-config-reloader' : 'config-reloader',
    image: look.flag('prometheus-config-reloader', 'quay.io/prometheus-operator/prometheus-config-reloader'),
    command: ['/bin/prometheus-config-reloader'],
    args: [
      ...(isInit ? ['--watch-interval=0'] : []),
      `--listen-address=:${port}`,
      ...(isInit ? [] : [`--reload-url=http://localhost:${kind.port}/-/reload`]),
      `--config-file=${config}/${kind.file}.yaml.gz`,
      `--config-envsubst-file=${out}/${kind.file}.env.yaml`
    ],
    ports: [{ name: isInit ? 'reloader-init' : 'reloader-web', containerPort: port, protocol: 'TCP' }],
    resources: resourcesOf(look),
    securityContext: restricted,
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: mounts
  }
}

/** `--config-reloader-cpu-request` and its like; 0 leaves one out. */
function resourcesOf(look: Look): object {
  const of = (what: 'request' | 'limit') =>
    Object.fromEntries(
      (['cpu', 'memory'] as const).flatMap((name) => {
        const value = look.flag(`config-reloader-${name}-${what}`, name === 'cpu' ? '10m' : '50Mi')
        return value === '0' ? [] : [[name, value]]
      })
    )
  return { requests: of('request'), limits: of('limit') }
}

function tell(kind: Kind, object: CustomObject, look: Look): Told | null {
  const { metadata, spec } = object
  const set = look.find('statefulsets', metadata.namespace, `${kind.name}-${metadata.name}`) as StatefulSet | undefined
  if (!set) return null
  const wantedCount = (spec as Spec).replicas ?? 1
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = set.status ?? {}
  const now = formatTime(look.now)
  const available =
    availableReplicas >= wantedCount
      ? { type: 'Available', status: 'True' }
      : availableReplicas > 0
        ? { type: 'Available', status: 'Degraded', reason: 'SomePodsNotReady' }
        : { type: 'Available', status: 'False', reason: 'NoPodReady' }
  return {
    status: {
      ...object.status,
      paused: spec['paused'] === true,
      replicas,
      updatedReplicas,
      availableReplicas,
      unavailableReplicas: Math.max(0, replicas - availableReplicas),
      ...(kind.name === 'prometheus' && { shards: 1 }),
      conditions: [available, { type: 'Reconciled', status: 'True' }].map((one) => condition(object, now, one))
    }
  }
}
