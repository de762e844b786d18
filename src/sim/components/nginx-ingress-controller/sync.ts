import { equal } from '../../api/equality'
import type { Service } from '../../api/types'
import { record, referenceTo } from '../../client-go/events'
import type { Change } from '../../client-go/informer'
import { reserve } from '../../client-go/workqueue'
import { buildConfiguration, type Built, type Configuration } from './configuration'
import type { NginxIngressController } from './context'
import { classOf, inOrder, type Ingress } from './ingress'
import { mannersIn } from './locations'
import type { Outbox } from './messages'
import { slicesByService } from './upstreams'

/** Its own Ingresses, the oldest first. */
export const ownIngresses = ({ informers, options }: NginxIngressController): Ingress[] =>
  inOrder(
    ([...informers.ingresses.store.values()] as Ingress[]).filter(
      (ingress) => 'name' in classOf(ingress, informers.ingressclasses.store, options)
    )
  )

/** What changed in the cluster: Ingresses of its own get an event, and a sync is due. Models store.go's event handlers. */
export function observe(context: NginxIngressController, out: Outbox, changes: readonly Change[]): void {
  let due = false
  for (const change of changes)
    if (change.resource === 'ingresses' ? ingressChanged(context, out, change) : matters(context, change)) due = true
  if (due && context.running !== null) schedule(context, out)
}

function ingressChanged(context: NginxIngressController, out: Outbox, { type, object, old }: Change): boolean {
  const { informers, options } = context
  const ingress = object as Ingress
  const key = `${ingress.metadata.namespace}/${ingress.metadata.name}`
  const its = classOf(ingress, informers.ingressclasses.store, options)
  if (type === 'update' && old && equal(old, object)) return false
  if ('error' in its) {
    if (type === 'add')
      out.log(
        'I',
        `store.go:440] "Ignoring ingress because of error while validating ingress class" ingress="${key}" error="${its.error.replaceAll('"', '\\"')}"`
      )
    return type === 'update'
  }
  if (type === 'add')
    out.log('I', `store.go:443] "Found valid IngressClass" ingress="${key}" ingressclass="${its.name}"`)
  if (type !== 'delete' && options.syncEvents)
    record(context.recorder, context.client, context, out, referenceTo(ingress), 'Normal', 'Sync', 'Scheduled for sync')
  return true
}

/** Whether something other than an Ingress can change what nginx is told. */
function matters(context: NginxIngressController, { resource, object, old }: Change): boolean {
  const { namespace, name } = object.metadata
  if (resource === 'configmaps') return `${namespace}/${name}` === context.options.configMap
  if (resource === 'secrets')
    return ownIngresses(context).some(
      ({ metadata, spec }) =>
        metadata.namespace === namespace && spec.tls?.some(({ secretName }) => secretName === name)
    )
  if (resource === 'services' && old) return !equal(old.spec, object.spec)
  return true
}

/** A sync, as soon as `sync-rate-limit` lets it. */
export function schedule(context: NginxIngressController, out: Outbox): void {
  if (context.scheduled || context.stopping) return
  context.scheduled = true
  out.timer('sync', reserve(context.syncs, context.now), 'sync-rate-limit', { type: 'ingress.sync' })
}

/** The configuration that the cluster asks for now, with more Ingresses or others if they are given. */
export function configurationOf(context: NginxIngressController, ingresses = ownIngresses(context)): Built {
  const { informers, options } = context
  const services = informers.services.store
  const data = (informers.configmaps.store.get(options.configMap) as { data?: Record<string, string> } | undefined)
    ?.data
  const seen = {
    services: { get: (key: string) => services.get(key) as Service | undefined },
    slices: slicesByService(informers.endpointslices.store.values()),
    secrets: informers.secrets.store
  }
  return buildConfiguration(seen, ingresses, options.defaultService, mannersIn(data ?? {}))
}

/** nginx is told what has changed: endpoints while it runs, all else by a reload. Models controller.go syncIngress. */
export function sync(context: NginxIngressController, out: Outbox): void {
  context.scheduled = false
  const { configuration, warnings } = configurationOf(context)
  for (const warning of warnings) out.log('W', warning)
  if (context.running && equal(context.running, configuration)) return
  if (!context.running || !equal(context.running.servers, configuration.servers)) reload(context, out)
  const changes = changesBetween(context.running, configuration)
  if (changes.length > 0) out.note(`backends: ${changes.slice(0, 3).join('; ')}${changes.length > 3 ? ' …' : ''}`)
  context.running = Object.freeze(configuration)
}

function reload(context: NginxIngressController, out: Outbox): void {
  out.log('I', 'controller.go:196] "Configuration changes detected, backend reload required"')
  out.log('I', 'controller.go:216] "Backend successfully reloaded"')
  const about = { kind: 'Pod', namespace: context.namespace, name: context.pod, apiVersion: 'v1' }
  const text = 'NGINX reload triggered due to a change in configuration'
  record(context.recorder, context.client, context, out, about, 'Normal', 'RELOAD', text)
}

/** `default-web-80: 3 → 2 endpoints`, for each backend whose endpoints changed. */
function changesBetween(before: Configuration | null, after: Configuration): string[] {
  return Object.entries(after.backends).flatMap(([name, endpoints]) => {
    const old = before?.backends[name]
    if (old && equal(old, endpoints)) return []
    return [`${name}: ${old ? `${old.length} → ` : ''}${endpoints.length} endpoints`]
  })
}
