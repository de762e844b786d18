type Json = Record<string, unknown>

/** A line of `kubectl describe` with the lines that stand under it. */
interface Entry {
  readonly name: string
  readonly value: string
  readonly text: string
  readonly under: Entry[]
}

/** What of a pod's spec `kubectl describe` prints: containers, probes, environment, mounts, volumes, node selectors. */
export function readDescribed(text: string): Json {
  const top = entriesOf(text)
  const under = (name: string): Entry[] => top.find((entry) => entry.name === name)?.under ?? []
  const value = (name: string): string => top.find((entry) => entry.name === name)?.value ?? ''
  const containers = (name: string) => under(name).map(container)
  const init = containers('Init Containers')
  const gates = under('Readiness Gates')
    .slice(1)
    .map(({ text: line }) => ({ conditionType: line.trim().split(/\s+/)[0] }))
  const volumes = under('Volumes').filter(({ name }) => !isToken(name))
  return {
    labels: pairs(top.find(({ name }) => name === 'Labels')),
    annotations: pairs(top.find(({ name }) => name === 'Annotations')),
    spec: {
      ...(init.length > 0 ? { initContainers: init } : {}),
      containers: containers('Containers'),
      ...(volumes.length > 0 ? { volumes: volumes.map(volume) } : {}),
      ...(gates.length > 0 ? { readinessGates: gates } : {}),
      ...(value('Runtime Class Name') ? { runtimeClassName: value('Runtime Class Name') } : {}),
      ...(value('Priority Class Name') ? { priorityClassName: value('Priority Class Name') } : {})
    }
  }
}

const isToken = (name: string): boolean => name.startsWith('kube-api-access-')

function entriesOf(text: string): Entry[] {
  const top: Entry[] = []
  const open: { readonly depth: number; readonly under: Entry[] }[] = [{ depth: -1, under: top }]
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const depth = line.length - line.trimStart().length
    const [, name = '', value = ''] = /^\s*([^:]*(?::[^\s][^:]*)*):\s*(.*)$/.exec(line) ?? []
    while (open.at(-1)!.depth >= depth) open.pop()
    const entry = { name: name.trim(), value: value === '<none>' ? '' : value, text: line, under: [] }
    open.at(-1)!.under.push(entry)
    open.push({ depth, under: entry.under })
  }
  return top
}

/** `a=b`, one on a line. */
function pairs(entry: Entry | undefined): Json {
  const lines = entry ? [entry.value, ...entry.under.map(({ text }) => text.trim())] : []
  return Object.fromEntries(
    lines.filter(Boolean).map((line) => [line.split(/[=:]/)[0], line.replace(/^[^=:]*[=:]\s*/, '')])
  )
}

function container({ name, under }: Entry): Json {
  const find = (field: string): Entry | undefined => under.find((entry) => entry.name === field)
  const lines = (field: string) => find(field)?.under.map(({ text }) => text.trim())
  const resources = { ...quantities('limits', find('Limits')), ...quantities('requests', find('Requests')) }
  const env = (find('Environment')?.under ?? []).map(variable).filter((one) => one !== null)
  const envFrom = (find('Environment Variables from')?.under ?? []).map(source)
  const mounts = (find('Mounts')?.under ?? []).filter(({ text }) => !text.includes('from kube-api-access-')).map(mount)
  const ports = [...(find('Port')?.value ?? '').matchAll(/(\d+)\/(TCP|UDP|SCTP)(?: \((\S+)\))?/g)]
  const hostPorts = [...(find('Host Port')?.value ?? '').matchAll(/(\d+)\/(?:TCP|UDP|SCTP)/g)]
  return {
    name,
    image: find('Image')?.value ?? '',
    ...(find('Command') ? { command: lines('Command') } : {}),
    ...(find('Args') ? { args: lines('Args') } : {}),
    ...(Object.keys(resources).length > 0 ? { resources } : {}),
    ...(env.length > 0 ? { env } : {}),
    ...(envFrom.length > 0 ? { envFrom } : {}),
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
    ...(ports.length > 0
      ? {
          ports: ports.map(([, port, protocol, called], i) => ({
            containerPort: Number(port),
            protocol,
            ...(called ? { name: called } : {}),
            ...(Number(hostPorts[i]?.[1] ?? 0) > 0 ? { hostPort: Number(hostPorts[i]![1]) } : {})
          }))
        }
      : {}),
    ...probe('livenessProbe', find('Liveness')),
    ...probe('readinessProbe', find('Readiness')),
    ...probe('startupProbe', find('Startup'))
  }
}

const quantities = (field: string, entry: Entry | undefined): Json =>
  entry ? { [field]: Object.fromEntries(entry.under.map(({ name, value }) => [name, value])) } : {}

function mount({ text }: Entry): Json {
  const [, mountPath, name, how = ''] = /^\s*(\S+) from (\S+) \((.*)\)/.exec(text)!
  const path = /path="(.*)"/.exec(how)?.[1]
  return { name, mountPath, ...(how.includes('ro') ? { readOnly: true } : {}), ...(path ? { subPath: path } : {}) }
}

function variable({ name, value }: Entry): Json | null {
  const key = /^<set to the key '(.*)' (?:of config map|in secret) '(.*)'>\s+Optional: (.*)$/.exec(value)
  const ref = key && { name: key[2], key: key[1], ...(key[3] === 'true' ? { optional: true } : {}) }
  if (ref) return { name, valueFrom: { [value.includes('config map') ? 'configMapKeyRef' : 'secretKeyRef']: ref } }
  const field = /\(v1:(.*)\)$/.exec(value)
  if (field) return { name, valueFrom: { fieldRef: { fieldPath: field[1] } } }
  const resource = /\(((?:limits|requests)\..*)\)$/.exec(value)
  if (resource) return { name, valueFrom: { resourceFieldRef: { resource: resource[1] } } }
  return { name, value }
}

function source({ text }: Entry): Json {
  const [, name, kind, prefix] = /^\s*(\S+)\s+(ConfigMap|Secret)(?: with prefix '(.*?)')?/.exec(text)!
  return {
    ...(prefix ? { prefix } : {}),
    [kind === 'ConfigMap' ? 'configMapRef' : 'secretRef']: {
      name,
      ...(text.includes('Optional: true') ? { optional: true } : {})
    }
  }
}

function volume({ name, under }: Entry): Json {
  const get = (field: string): string => under.find((entry) => entry.name === field)?.value ?? ''
  const optional = get('Optional') === 'true' ? { optional: true } : {}
  const items = (under.find((entry) => entry.name === 'Items')?.under ?? []).map(({ text }) =>
    text.trim().split(' -> ')
  )
  const keys = items.length > 0 ? { items: items.map(([key, path]) => ({ key, path })) } : {}
  const kind = get('Type').split(' ')[0]
  if (kind === 'ConfigMap') return { name, configMap: { name: get('Name'), ...optional, ...keys } }
  if (kind === 'Secret') return { name, secret: { secretName: get('SecretName'), ...optional, ...keys } }
  if (kind === 'HostPath') return { name, hostPath: { path: get('Path'), type: get('HostPathType') } }
  if (kind === 'PersistentVolumeClaim') return { name, persistentVolumeClaim: { claimName: get('ClaimName') } }
  if (kind === 'Image') return { name, image: { reference: get('Reference'), pullPolicy: get('PullPolicy') } }
  if (kind === 'DownwardAPI')
    return {
      name,
      downwardAPI: {
        items: items.map(([field, path]) => ({
          path,
          ...(field!.startsWith('metadata.')
            ? { fieldRef: { fieldPath: field } }
            : { resourceFieldRef: { resource: field, containerName: 'app' } })
        }))
      }
    }
  const size = get('SizeLimit')
  return {
    name,
    emptyDir: {
      ...(get('Medium') ? { medium: get('Medium') } : {}),
      ...(size && size !== '<unset>' ? { sizeLimit: size } : {})
    }
  }
}

const kinds = { 'http-get': true, exec: true, 'tcp-socket': true, grpc: true }

/** `http-get http://:8080/x delay=0s timeout=1s period=10s #success=1 #failure=3`. */
function probe(field: string, entry: Entry | undefined): Json {
  if (!entry) return {}
  const [, kind = '', what = '', delay, timeout, period, success, failure] =
    /^(\S+) (.*?)\s*delay=(\d+)s timeout=(\d+)s period=(\d+)s #success=(\d+) #failure=(\d+)/.exec(entry.value) ?? []
  if (!(kind in kinds)) return {}
  return {
    [field]: {
      ...handler(kind, what),
      initialDelaySeconds: Number(delay),
      timeoutSeconds: Number(timeout),
      periodSeconds: Number(period),
      successThreshold: Number(success),
      failureThreshold: Number(failure)
    }
  }
}

const portOf = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text)

function handler(kind: string, what: string): Json {
  if (kind === 'exec') {
    const words = what.slice(1, -1)
    const script = /^(\S*sh) (-c) (.*)$/s.exec(words)
    return { exec: { command: script ? script.slice(1) : words.split(' ') } }
  }
  if (kind === 'tcp-socket') return { tcpSocket: { port: portOf(what.split(':').at(-1)!) } }
  if (kind === 'grpc') {
    const [, port, service] = /:(\d+)\s*(.*)$/.exec(what)!
    return { grpc: { port: Number(port), ...(service ? { service } : {}) } }
  }
  const [, scheme = '', host = '', port = '', path = '/'] = /^(https?):\/\/(.*?):([^/]+)(\/.*)?$/.exec(what)!
  return {
    httpGet: {
      path: path.replace(/%3F/, '?'),
      port: portOf(port),
      scheme: scheme.toUpperCase(),
      ...(host ? { host } : {})
    }
  }
}
