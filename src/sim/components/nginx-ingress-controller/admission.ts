import type { KubeObject } from '../../api/types'
import type { HttpGet } from '../linux/messages'
import type { NginxIngressController } from './context'
import { annotation, classOf, type Ingress } from './ingress'
import type { Outbox } from './messages'
import { configurationOf, ownIngresses } from './sync'

interface Review {
  readonly request?: {
    readonly uid: string
    readonly namespace?: string
    readonly name?: string
    readonly operation?: string
    readonly object?: KubeObject
  }
}

/** An AdmissionReview about an Ingress. Models internal/admission/controller/main.go HandleAdmission. */
export function review(context: NginxIngressController, out: Outbox, { id, asker, body }: HttpGet): void {
  const { request } = (body ?? {}) as Review
  if (!request)
    return out.send(asker, {
      type: 'http.response',
      id,
      code: 400,
      body: 'request is not of type AdmissionReview v1 or v1beta1'
    })
  const ingress = request.object as Ingress | undefined
  const about = `ingress="${request.namespace ?? ''}/${request.name ?? ''}"`
  const warnings = ingress ? pathProblems(ingress) : []
  const problem = ingress && problemOf(context, ingress)
  if (problem === undefined) out.log('I', `main.go:107] "successfully validated configuration, accepting" ${about}`)
  else out.log('E', `main.go:96] "invalid ingress configuration" err="${problem.replaceAll('"', '\\"')}" ${about}`)
  const failed = { status: 'Failure', message: problem, reason: 'BadRequest', code: 400 }
  const response = {
    uid: request.uid,
    allowed: problem === undefined,
    ...(problem !== undefined && { status: failed }),
    ...(warnings.length > 0 && { warnings })
  }
  const answer = { kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', response }
  // Its certificate is one that kube-webhook-certgen has made.
  out.send(asker, { type: 'http.response', id, code: 200, body: JSON.stringify(answer), certificate: 'nil2' })
}

/** What a path may hold that is no regular expression. Models internal/ingress/inspector validPathType. */
const plain = /^\/[A-Za-z0-9._\-/]*$/

function pathProblems({ spec }: Ingress): string[] {
  return (spec.rules ?? [])
    .flatMap(({ http }) => http?.paths ?? [])
    .filter(({ path = '', pathType }) => path !== '' && pathType !== 'ImplementationSpecific' && !plain.test(path))
    .map(({ path, pathType }) => `path ${path} cannot be used with pathType ${pathType}`)
}

/** Why an Ingress would make a bad configuration. Models controller.go CheckIngress. */
function problemOf(context: NginxIngressController, ingress: Ingress): string | undefined {
  if (ingress.metadata.deletionTimestamp) return undefined
  const { informers, options } = context
  if ('error' in classOf(ingress, informers.ingressclasses.store, options)) return undefined
  const paths = pathProblems(ingress)
  if (paths.length > 0) return `ingress contains invalid paths: ${paths.join('\n')}`
  const snippet = Object.keys(ingress.metadata.annotations ?? {}).find(
    (key) => key.startsWith('nginx.ingress.kubernetes.io/') && key.endsWith('-snippet')
  )
  if (snippet !== undefined && !allowsSnippets(context))
    return `${snippet} annotation cannot be used. Snippet directives are disabled by the Ingress administrator`
  return overlap(context, ingress)
}

function allowsSnippets({ informers, options }: NginxIngressController): boolean {
  const map = informers.configmaps.store.get(options.configMap) as { data?: Record<string, string> } | undefined
  return map?.data?.['allow-snippet-annotations'] === 'true'
}

/** Another Ingress has the same host and path. Models checkOverlap. */
function overlap(context: NginxIngressController, ingress: Ingress): string | undefined {
  const { namespace, name } = ingress.metadata
  const others = ownIngresses(context).filter(
    ({ metadata }) => metadata.namespace !== namespace || metadata.name !== name
  )
  const { servers } = configurationOf(context, others).configuration
  const isCanary = annotation(ingress, 'canary') !== undefined
  for (const { host = '_', http } of ingress.spec.rules ?? []) {
    const locations = servers.find((server) => server.host === host)?.locations ?? []
    for (const { path: given = '', backend } of http?.paths ?? []) {
      const path = given === '' ? '/' : given
      const found = locations.find((one) => one.path === path && !one.isDefault && one.ingress !== undefined)
      if (backend.service && found && !isCanary)
        return `host "${host}" and path "${path}" is already defined in ingress ${found.ingress}`
    }
  }
  return undefined
}
