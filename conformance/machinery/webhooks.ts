import type { ClientAct } from '../../src/sim'

/** A question to a webhook, as the simulated API server asks it. */
export interface Question {
  readonly url: string
  readonly host: string
  readonly serverName: string
  readonly caBundle: string
  readonly body: { readonly request: Readonly<Record<string, unknown>> }
}
type Outcome = Extract<ClientAct, { type: 'clients.reply' }>['outcome']

const encoded = (text: string): string => Buffer.from(text).toString('base64')
const bundle = (name: string): string =>
  encoded(`-----BEGIN CERTIFICATE-----\n${encoded(name)}\n-----END CERTIFICATE-----\n`)
const ours = bundle('CA')

/** A recording's text with certificates where it has `(CA)` and `(another CA)`. */
export const withBundles = (text: string): string =>
  text.replaceAll('(CA)', ours).replaceAll('(another CA)', bundle('another CA'))

/** A question as the calls of a step are told: where alone, or in more words. */
export const toldLike =
  (calls: readonly unknown[]) =>
  ({ url, body: { request } }: Question): unknown => {
    const path = url.replace(/^https:\/\/[^/]+/, '')
    return typeof calls[0] === 'string'
      ? path
      : {
          path,
          operation: request.operation,
          subResource: request.subResource ?? null,
          kind: request.kind,
          hasObject: request.object !== null,
          hasOldObject: request.oldObject !== null,
          options: request.options
        }
  }

type Answer = { readonly code?: number; readonly text?: string; readonly type?: string } | 'silence'
type Said = Readonly<Record<string, unknown>>

const review = (response: Said | undefined, more: Said = {}): Answer => ({
  text: JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    ...more,
    ...(response && { response })
  })
})

/** Its answers, by path, as far as the recordings tell them. */
const answers: Readonly<Record<string, (uid: string, object: Shown) => Answer>> = {
  allow: (uid) => review({ uid, allowed: true }),
  deny: (uid) => review({ uid, allowed: false }),
  'deny-msg': (uid) => denied(uid, { message: 'no way' }),
  'deny-code': (uid) => denied(uid, { code: 402, message: 'pay first', reason: 'PaymentRequired' }),
  'deny-200': (uid) => denied(uid, { code: 200, message: 'odd' }),
  'deny-reason': (uid) => denied(uid, { reason: 'only a reason' }),
  'deny-409': (uid) =>
    denied(uid, { code: 409, message: 'c', reason: 'Conflict', details: { causes: [{ message: 'cause' }] } }),
  warn: (uid) => review({ uid, allowed: true, warnings: ['be careful'] }),
  audit: (uid) => review({ uid, allowed: true, auditAnnotations: { k: 'v' } }),
  wronguid: () => review({ uid: 'x', allowed: true }),
  nouid: () => review({ allowed: true }),
  nokind: (uid) => ({ text: JSON.stringify({ response: { uid, allowed: true } }) }),
  v1beta1: (uid) => review({ uid, allowed: true }, { apiVersion: 'admission.k8s.io/v1beta1' }),
  noresponse: () => review(undefined),
  html: () => ({ text: JSON.stringify('<html></html>') }),
  empty: () => ({ text: '' }),
  '500': () => ({ code: 500, text: 'boom', type: 'text/plain' }),
  '404': () => ({ code: 404, text: 'nothing', type: 'text/plain' }),
  '403': () => ({ code: 403, text: 'mine', type: 'text/plain' }),
  slow: () => 'silence',
  close: () => 'silence',
  'label-a': (uid, object) => labelled(uid, object, 'a'),
  'label-b': (uid, object) => labelled(uid, object, 'b'),
  'label-u': (uid, object) => labelled(uid, object, 'u'),
  side: (uid) => patch(uid, [{ op: 'add', path: '/spec/containers/-', value: { name: 'side', image: 'side:1' } }]),
  image: (uid, { spec }) =>
    patch(
      uid,
      (spec?.containers ?? []).map((_, i) => ({
        op: 'replace',
        path: `/spec/containers/${i}/terminationMessagePath`,
        value: '/dev/x'
      }))
    ),
  'patch-valid': (uid) => patch(uid, [{ op: 'add', path: '/metadata/labels', value: { p: 'q' } }]),
  'patch-invalid': (uid) => patch(uid, [{ op: 'replace', path: '/spec/containers/0/image', value: '' }]),
  'patch-unknown': (uid) => patch(uid, [{ op: 'add', path: '/spec/foo', value: 'x' }]),
  'patch-badpath': (uid) => patch(uid, [{ op: 'replace', path: '/spec/nothing/here', value: 'x' }]),
  'patch-nojson': (uid) => review({ uid, allowed: true, patchType: 'JSONPatch', patch: encoded('[') }),
  'patch-notype': (uid) => review({ uid, allowed: true, patch: encoded('[]') }),
  'patch-type': (uid) => review({ uid, allowed: true, patchType: 'Merge', patch: encoded('[]') }),
  'patch-type2': (uid) =>
    review({
      uid,
      allowed: true,
      patchType: 'Merge',
      patch: encoded('[{"op":"add","path":"/metadata/labels","value":{}}]')
    })
}

interface Shown {
  readonly metadata?: { readonly labels?: object }
  readonly spec?: { readonly containers?: readonly unknown[] }
}

const denied = (uid: string, status: Said): Answer => review({ uid, allowed: false, status })
const patch = (uid: string, operations: readonly Said[]): Answer =>
  review({ uid, allowed: true, patchType: 'JSONPatch', patch: encoded(JSON.stringify(operations)) })

/** The value tells how many labels were there before. */
function labelled(uid: string, { metadata }: Shown, label: string): Answer {
  const known = Object.keys(metadata?.labels ?? {}).length
  const operation =
    known === 0
      ? { path: '/metadata/labels', value: { [label]: '0' } }
      : { path: `/metadata/labels/${label}`, value: String(known) }
  return patch(uid, [{ op: 'add', ...operation }])
}

/** What Python's HTTP server says to a method that it does not have. */
const unsupported = `<!DOCTYPE HTML>
<html lang="en">
    <head>
        <meta charset="utf-8">
        <title>Error response</title>
    </head>
    <body>
        <h1>Error response</h1>
        <p>Error code: 501</p>
        <p>Message: Unsupported method ('GET').</p>
        <p>Error code explanation: 501 - Server does not support this operation.</p>
    </body>
</html>
`

/**
 * What the server at 10.0.0.2 says, whose certificate is for hook.default.svc and that address; undefined: nothing, ever. Its sockets'
 * and TLS' errors are Go's.
 */
export function answerOf(question: Question, asked: (question: Question) => void): Outcome | undefined {
  const { url, host, serverName, caBundle, body } = question
  const [name = '', port = ''] = host.split(':')
  if (name !== '10.0.0.2' && name !== 'users') return undefined
  if (port !== '8443' && port !== '8643') return { error: `dial tcp ${host}: connect: connection refused` }
  const unsure = 'tls: failed to verify certificate: x509: '
  if (caBundle !== ours) return { error: `${unsure}certificate signed by unknown authority` }
  if (serverName === 'users') return { error: `${unsure}certificate is valid for hook.default.svc, not users` }
  asked(question)
  const path = url.replace(/^https:\/\/[^/]+\//, '').split('?')[0]!
  if (path === '302') return { code: 501, contentType: 'text/html;charset=utf-8', content: unsupported }
  const { uid, object } = body.request
  const answer = (answers[path] ?? answers.allow!)(String(uid), (object ?? {}) as Shown)
  if (answer === 'silence') return undefined
  return { code: answer.code ?? 200, contentType: answer.type ?? 'application/json', content: answer.text ?? '' }
}
