import { structOf, type Field, type Type } from './schema'

/**
 * A value as encoding/json writes the structs that upstream validates: its internal types, which have no tags. Every field stands there
 * under its Go name, with its zero value where it was not set. Models pkg/apis/core/types.go as field errors and diffs show it.
 */
export function goStruct(value: unknown, typeName: string): unknown {
  return shown(value, { form: 'struct', of: typeName })
}

/** Types of apimachinery have tags of their own: they look as on the wire. */
const tagged: ReadonlySet<string> = new Set([
  'LabelSelector',
  'LabelSelectorRequirement',
  'ObjectMeta',
  'OwnerReference'
])

function shown(value: unknown, type: Type): unknown {
  switch (type.form) {
    case 'list':
      return Array.isArray(value) && value.length > 0 ? value.map((item: unknown) => shown(item, type.of)) : null
    case 'map': {
      const entries = Object.entries((value ?? {}) as object).sort(([a], [b]) => (a < b ? -1 : 1))
      return entries.length > 0 ? Object.fromEntries(entries.map(([key, item]) => [key, shown(item, type.of)])) : null
    }
    case 'struct':
      return tagged.has(type.of) ? (value ?? null) : fieldsOf((value ?? {}) as Fields, type.of)
    default:
      return value ?? null
  }
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: Fields, typeName: string): Fields {
  const { fields } = structOf(typeName)
  const result: Record<string, unknown> = {}
  // The metadata of templates is embedded.
  if (fields.has('metadata')) Object.assign(result, value.metadata)
  for (const name of inOrder(typeName, [...fields.keys()])) {
    const field = fields.get(name)
    if (name === 'metadata' || !field) continue
    result[goName(name)] =
      name === 'securityContext' && typeName === 'PodSpec' ? podSecurity(value) : member(value[name], field)
  }
  return result
}

function member(value: unknown, field: Field): unknown {
  const { type } = field
  if (value === undefined || value === null) return isPointer(field) ? null : zero(type)
  return shown(value, type)
}

/** Held by value are structs that are always there and scalars that are left out, or written, when they are zero. */
const isPointer = ({ type, always, omitsZero, writesZero, required }: Field): boolean =>
  type.form === 'struct' ? !always : !(omitsZero || writesZero || required)

function zero(type: Type): unknown {
  if (type.form === 'struct') return fieldsOf({}, type.of)
  if (type.form !== 'primitive') return null
  const zeros: Readonly<Record<string, unknown>> = { s: '', i: 0, l: 0, n: 0, b: false, q: '0', o: 0 }
  return zeros[type.of] ?? null
}

/** What stands in another order, or elsewhere, than in the published types. */
const moved: Readonly<Record<string, { readonly last: readonly string[]; readonly gone: readonly string[] }>> = {
  PodSpec: {
    gone: ['serviceAccount', 'hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'],
    last: [
      'imagePullSecrets',
      'hostname',
      'subdomain',
      'setHostnameAsFQDN',
      'affinity',
      'schedulerName',
      'tolerations',
      'hostAliases',
      'priorityClassName',
      'priority',
      'preemptionPolicy',
      'dnsConfig',
      'readinessGates',
      'runtimeClassName',
      'overhead',
      'enableServiceLinks',
      'topologySpreadConstraints',
      'os',
      'schedulingGates',
      'resourceClaims',
      'resources',
      'hostnameOverride',
      'schedulingGroup'
    ]
  },
  Volume: {
    gone: [],
    last: 'quobyte flexVolume cinder cephfs flocker downwardAPI fc azureFile configMap vsphereVolume azureDisk photonPersistentDisk projected portworxVolume scaleIO storageos csi ephemeral image'.split(
      ' '
    )
  },
  PodSecurityContext: {
    gone: [],
    last: ['fsGroup', 'fsGroupChangePolicy', 'sysctls', 'seccompProfile', 'appArmorProfile', 'seLinuxChangePolicy']
  }
}

function inOrder(typeName: string, names: readonly string[]): readonly string[] {
  const { gone, last } = moved[typeName] ?? { gone: [], last: [] }
  return [...names.filter((name) => !gone.includes(name) && !last.includes(name)), ...last]
}

/** What a pod shares with its host stands in its security context. */
function podSecurity(spec: Fields): unknown {
  const { hostNetwork = false, hostPID = false, hostIPC = false, shareProcessNamespace = null, hostUsers = null } = spec
  if (!spec.securityContext) return null
  return {
    HostNetwork: hostNetwork,
    HostPID: hostPID,
    HostIPC: hostIPC,
    ShareProcessNamespace: shareProcessNamespace,
    HostUsers: hostUsers,
    ...fieldsOf(spec.securityContext as Fields, 'PodSecurityContext')
  }
}

const initialisms =
  /^(?:aws|csi|cpu|dns|fc|fs(?=Group)|fsGroup|gce|gmsa|grpc|http|https|id|io|ip|iqn|iscsi|nfs|os|pd(?=Name)|rbd|se(?=Linux)|tcp|tls|tty|uid|uri|url)(?![a-z])/
const irregular: Readonly<Record<string, string>> = {
  apiVersion: 'APIVersion',
  apiGroup: 'APIGroup',
  cephfs: 'CephFS',
  storageos: 'StorageOS',
  wwids: 'WWIDs',
  podIPs: 'PodIPs',
  cidrs: 'CIDRs',
  ips: 'IPs'
}

/** `dnsPolicy` is `DNSPolicy` in Go. */
export function goName(name: string): string {
  const known = irregular[name]
  if (known !== undefined) return known
  const [initialism] = initialisms.exec(name) ?? []
  if (initialism !== undefined) return initialism.toUpperCase() + name.slice(initialism.length)
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}
