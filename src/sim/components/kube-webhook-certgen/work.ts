import { base64 } from '../../api/base64'
import type { KubeObject, Status } from '../../api/types'
import { request, type ApiResult } from '../../client-go/transport'
import type { Certgen } from './context'
import type { Outbox } from './messages'

/* What ingress-nginx's kube-webhook-certgen does: see pkg/k8s/k8s.go there. */

interface Secret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>
}

interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly { readonly clientConfig: object; readonly failurePolicy?: string }[]
}

/** The Secret is asked for first, whatever is to be done. */
export function begin(certgen: Certgen, out: Outbox): void {
  const { command, options, client } = certgen
  const { namespace, 'secret-name': name } = options
  if ((command !== 'create' && command !== 'patch') || !namespace || !name) {
    out.log(
      'E',
      `Error: required flag(s) "namespace", "secret-name" not set; expected create or patch, got '${command}'`
    )
    out.exit('usage', 1)
    return
  }
  out.log('I', `getting secret '${name}' in namespace '${namespace}'`)
  request(client, certgen, out, { verb: 'get', resource: 'secrets', namespace, name }, 'secret')
}

/** What the API said decides what comes next. */
export function proceed(certgen: Certgen, result: ApiResult, out: Outbox): void {
  if (result.kind === 'watch' || result.kind === 'watch-end') return
  if (result.kind === 'error') return fatal(out, `error talking to the API: ${result.error}`)
  const { code, body, ref } = result
  const said = (body as Status).message ?? `HTTP ${code}`
  if (ref === 'secret') return secretAsked(certgen, code, body as Secret, said, out)
  if (code >= 300)
    return fatal(out, `${ref === 'create' ? 'failed creating secret' : 'failed patching webhook'}: ${said}`)
  if (ref === 'configuration') return patchConfiguration(certgen, body as WebhookConfiguration, out)
  if (ref === 'create') return finish(out, 'created new secret')
  nextConfiguration(certgen, out)
}

function secretAsked(certgen: Certgen, code: number, secret: Secret, said: string, out: Outbox): void {
  const { command, client, options } = certgen
  const { namespace = '', 'secret-name': name = '' } = options
  if (code >= 300 && code !== 404) return fatal(out, `error getting secret: ${said}`)
  if (command === 'patch') {
    if (code === 404) return fatal(out, `no secret with '${name}' in '${namespace}'`)
    certgen.ca = secret.data?.ca ?? ''
    nextConfiguration(certgen, out)
    return
  }
  if (code < 300) return finish(out, 'secret already exists')
  out.log('I', 'creating new secret')
  const host = options.host ?? ''
  const pem = (kind: string, about: string) =>
    base64(`-----BEGIN ${kind}-----\n${base64(about)}\n-----END ${kind}-----\n`)
  const data = {
    ca: pem('CERTIFICATE', `CN=nil1 of ${host}`),
    cert: pem('CERTIFICATE', `O=nil2 for ${host}`),
    key: pem('EC PRIVATE KEY', `of ${host}`)
  }
  const secretObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', data }
  request(client, certgen, out, { verb: 'create', resource: 'secrets', namespace, body: secretObject }, 'create')
}

function nextConfiguration(certgen: Certgen, out: Outbox): void {
  const [resource] = certgen.todo
  if (resource === undefined) return finish(out, 'Patched hook(s)')
  const name = certgen.options['webhook-name'] ?? ''
  out.log('I', `patching webhook configurations '${name}': ${resource}`)
  request(certgen.client, certgen, out, { verb: 'get', resource, name }, 'configuration')
}

function patchConfiguration(certgen: Certgen, found: WebhookConfiguration, out: Outbox): void {
  const { client, options, ca } = certgen
  const resource = certgen.todo.shift()!
  const { 'patch-failure-policy': failurePolicy } = options
  const webhooks = (found.webhooks ?? []).map((webhook) => ({
    ...webhook,
    clientConfig: { ...webhook.clientConfig, caBundle: ca },
    ...(failurePolicy && { failurePolicy })
  }))
  const body = { ...found, webhooks }
  request(client, certgen, out, { verb: 'update', resource, name: found.metadata.name, body }, 'updated')
}

function fatal(out: Outbox, message: string): void {
  out.log('E', message)
  out.exit(message, 1)
}

function finish(out: Outbox, message: string): void {
  out.log('I', message)
  out.exit(message, 0)
}
