import type { KubeObject } from '../../types'
import { compareQuantities, roundedToMilli } from '../../quantity'
import { parseImage } from '../../image-reference'
import { changed, each, filled, isTrue, keysOf, map, part, text, type Part } from '../parts'
import { isHugePages, isOvercommitAllowed } from '../resources'
import { sumOfRequests } from './validate-resources'

/** Models pkg/apis/core/v1/defaults.go SetDefaults_Pod and what it calls. */
export function podDefaults(object: KubeObject): KubeObject {
  const spec = wholePod(specDefaults(part(object.spec) ?? {}))
  return { ...object, spec, status: { phase: 'Pending', ...(object.status as object) } }
}

/** Defaults of a workload's template. */
export function templateDefaults(value: unknown): Part {
  const template = part(value) ?? {}
  const spec = part(template.spec) ?? {}
  const next = specDefaults(spec)
  return next === spec ? template : { ...template, spec: next }
}

/** What pods have and templates have not. */
function wholePod(given: Part): Part {
  let spec: Part = changed(given, {
    containers: (items) => each(items, requestsFromLimits),
    initContainers: (items) => each(items, requestsFromLimits)
  })
  spec = { ...spec, ...(part(spec.resources) && { resources: podResources(spec) }) }
  if (spec.enableServiceLinks === undefined) spec = { ...spec, enableServiceLinks: true }
  if (!isTrue(spec.hostNetwork)) return spec
  const ports = (items: unknown) =>
    each(items, (container) =>
      changed(container, { ports: (all) => each(all, (port) => filled(port, { hostPort: port.containerPort })) })
    )
  return changed(spec, { containers: ports, initContainers: ports })
}

/** Requests default to limits, resource by resource. */
function requestsFromLimits(container: Part): Part {
  const resources = part(container.resources)
  const limits = part(resources?.limits)
  if (!limits) return container
  return { ...container, resources: { ...resources, requests: { ...limits, ...part(resources?.requests) } } }
}

/** Models defaultPodRequests. */
function podResources(spec: Part): Part {
  const resources = part(spec.resources) ?? {}
  const limits = map(resources.limits)
  if (Object.keys(limits).length === 0) return resources
  const requests: Record<string, string> = { ...map(resources.requests) }
  const fits = (name: string) => name === 'cpu' || name === 'memory' || isHugePages(name)
  for (const [name, sum] of sumOfRequests(spec))
    if (requests[name] === undefined && fits(name) && isOvercommitAllowed(name) && compareQuantities(sum, '0') >= 0)
      requests[name] = sum
  for (const name of keysOf(limits)) if (requests[name] === undefined && fits(name)) requests[name] = limits[name]!
  return Object.keys(requests).length > 0 ? { ...resources, requests } : resources
}

function specDefaults(spec: Part): Part {
  const complete = filled(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    ...(spec.securityContext === undefined && { securityContext: {} }),
    ...(spec.terminationGracePeriodSeconds === undefined && { terminationGracePeriodSeconds: 30 }),
    // The older of two names for the same thing.
    serviceAccountName: spec.serviceAccount
  })
  const account = text(complete.serviceAccountName)
  return changed(account === text(complete.serviceAccount) ? complete : { ...complete, serviceAccount: account }, {
    containers: (items) => each(items, containerDefaults),
    initContainers: (items) => each(items, containerDefaults),
    ephemeralContainers: (items) => each(items, containerDefaults),
    volumes: (items) => each(items, volumeDefaults),
    overhead: rounded,
    resources: (value) => changed(part(value) ?? {}, { limits: rounded, requests: rounded })
  })
}

/** Amounts are whole thousandths. Models SetDefaults_ResourceList. */
function rounded(value: unknown): unknown {
  const amounts = map(value)
  const next = Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, roundedToMilli(amount)]))
  return Object.keys(amounts).some((name) => amounts[name] !== next[name]) ? next : value
}

function isLatest(image: string): boolean {
  const parsed = parseImage(image)
  return parsed.ok && parsed.value.tag === 'latest'
}

function containerDefaults(container: Part): Part {
  const complete = filled(container, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: isLatest(text(container.image)) ? 'Always' : 'IfNotPresent',
    ...(container.resources === undefined && { resources: {} })
  })
  const handler = (value: unknown) => changed(part(value) ?? {}, { httpGet: httpDefaults })
  return changed(complete, {
    ports: (ports) => each(ports, (port) => filled(port, { protocol: 'TCP' })),
    env: (variables) =>
      each(variables, (variable) =>
        changed(variable, {
          valueFrom: (from) =>
            changed(part(from) ?? {}, {
              fieldRef: fieldDefaults,
              resourceFieldRef: (ref) => filled(part(ref) ?? {}, { divisor: '0' }),
              fileKeyRef: (ref) => (part(ref)?.optional === undefined ? { ...part(ref), optional: false } : ref)
            })
        })
      ),
    resources: (value) => changed(part(value) ?? {}, { limits: rounded, requests: rounded }),
    livenessProbe: probeDefaults,
    readinessProbe: probeDefaults,
    startupProbe: probeDefaults,
    lifecycle: (lifecycle) => changed(part(lifecycle) ?? {}, { postStart: handler, preStop: handler })
  })
}

const fieldDefaults = (ref: unknown): Part => filled(part(ref) ?? {}, { apiVersion: 'v1' })
const httpDefaults = (get: unknown): Part => filled(part(get) ?? {}, { path: '/', scheme: 'HTTP' })

function probeDefaults(probe: unknown): Part {
  const complete = filled(part(probe) ?? {}, {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3
  })
  return changed(complete, {
    httpGet: httpDefaults,
    grpc: (grpc) => (part(grpc)?.service === undefined ? { ...part(grpc), service: '' } : grpc)
  })
}

/** Files of the API get mode 0644. */
const readable = (source: unknown): Part => {
  const value = part(source) ?? {}
  return value.defaultMode === undefined ? { ...value, defaultMode: 420 } : value
}
const items = (source: unknown): Part =>
  changed(part(source) ?? {}, { items: (all) => each(all, (item) => changed(item, { fieldRef: fieldDefaults })) })

/** A volume without a source is an empty directory. */
function volumeDefaults(volume: Part): Part {
  const sources = Object.keys(volume).filter((name) => name !== 'name')
  if (sources.length === 0) return { ...volume, emptyDir: {} }
  return changed(volume, {
    secret: readable,
    configMap: readable,
    downwardAPI: (source) => items(readable(source)),
    projected: (source) => changed(readable(source), { sources: (all) => each(all, projectionDefaults) }),
    hostPath: (source) => (part(source)?.type === undefined ? { ...part(source), type: '' } : source),
    iscsi: (source) => filled(part(source) ?? {}, { iscsiInterface: 'default' }),
    rbd: (source) => filled(part(source) ?? {}, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
    scaleIO: (source) => filled(part(source) ?? {}, { storageMode: 'ThinProvisioned', fsType: 'xfs' }),
    azureDisk: azureDefaults,
    ephemeral: (source) => changed(part(source) ?? {}, { volumeClaimTemplate: claimTemplateDefaults }),
    image: (source) =>
      filled(part(source) ?? {}, {
        pullPolicy: isLatest(text(part(source)?.reference)) ? 'Always' : 'IfNotPresent'
      })
  })
}

function azureDefaults(source: unknown): Part {
  const disk = part(source) ?? {}
  const missing = { cachingMode: 'ReadWrite', fsType: 'ext4', kind: 'Shared', readOnly: false }
  return { ...missing, ...disk }
}

const claimTemplateDefaults = (template: unknown): Part =>
  changed(part(template) ?? {}, {
    spec: (spec) => (part(spec)?.volumeMode === undefined ? { ...part(spec), volumeMode: 'Filesystem' } : spec)
  })

const projectionDefaults = (source: Part): Part =>
  changed(source, {
    downwardAPI: items,
    serviceAccountToken: (token) =>
      part(token)?.expirationSeconds === undefined ? { ...part(token), expirationSeconds: 3600 } : token
  })
