import { describe, expect, it } from 'vitest'
import { base64 } from '../../../../api/base64'
import { keyOf, kindOf } from '../../../../api/scheme'
import type { KubeObject, Status } from '../../../../api/types'
import { Prng } from '../../../../../base/prng'
import type { Boot } from '../../../../cluster'
import { createContext, type ApiServer, type Request } from '../../context'
import { planWrite } from '../../write'
import type { Outcome } from './answer'
import type { Webhook } from './config'
import { hearingOf, inHearing, Unanswered } from './hearing'
import { targetOf, urlOf } from './target'

const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }]
const hook = (more: Partial<Webhook> = {}): Webhook => ({
  name: 'h.example.com',
  clientConfig: { url: 'https://10.0.0.2:8443/x' },
  rules,
  sideEffects: 'None',
  ...more
})

const boot: Boot = {
  self: 'master-1/kube-apiserver',
  machine: 'master-1',
  address: '10.0.0.11',
  now: 0,
  rng: Prng.fromSeed(1),
  config: {},
  cluster: {
    masters: ['master-1'],
    planned: { workers: 0, nodes: 0 },
    workers: [],
    addresses: {},
    podCidrs: {},
    zones: {},
    hasLoadBalancer: false,
    runtime: 'containerd'
  },
  disk: {},
  bootId: 1,
  incarnation: 1,
  argv: [],
  account: ''
}

function serverWith(
  phase: 'Mutating' | 'Validating',
  webhooks: readonly Webhook[],
  more: readonly object[] = []
): ApiServer {
  const server = createContext({ ...boot, rng: Prng.fromSeed(1) })
  const all = [
    { kind: 'Namespace', metadata: { name: 'a' } },
    { kind: `${phase}WebhookConfiguration`, metadata: { name: 'w' }, webhooks },
    ...more
  ] as KubeObject[]
  for (const object of all) {
    const kind = kindOf(`${object.kind.toLowerCase()}s`)
    server.caches.get(kind.plural)!.objects.set(keyOf(kind, object.metadata.namespace, object.metadata.name), object)
  }
  return server
}

const request: Request = {
  type: 'api.request',
  conn: 'c',
  id: 1,
  from: '',
  verb: 'create',
  resource: 'configmaps',
  namespace: 'a',
  user: 'jane',
  userAgent: 't',
  body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { k: 'v' } }
}

type Say = (review: { request: { uid: string; object: KubeObject } }) => Outcome | object

/** Plans a creation and answers each question as it comes; gives what came of it and how often it was asked. */
function planned(server: ApiServer, say: readonly Say[], asked: Request = request) {
  let hearing = hearingOf(server, undefined, 0)!
  for (let questions = 0; ;) {
    try {
      const plan = planWrite(inHearing(server, hearing), { ...asked, hearing }, kindOf('configmaps'), undefined)
      return { plan, questions, warnings: hearing.warnings }
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error
      const outcomes = error.questions.map(({ review }) => outcomeOf(say[questions++]!(review as Parameters<Say>[0])))
      hearing = hearingOf(server, { ...hearing, outcomes: [...hearing.outcomes, ...outcomes] }, 0)!
    }
  }
}

const outcomeOf = (said: Outcome | object): Outcome =>
  'error' in said || 'code' in said
    ? (said as Outcome)
    : {
        code: 200,
        contentType: 'application/json',
        content: JSON.stringify({ kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', response: said })
      }
const allow: Say = ({ request: { uid } }) => ({ uid, allowed: true })
const patch =
  (operations: readonly object[]): Say =>
  ({ request: { uid } }) => ({ uid, allowed: true, patchType: 'JSONPatch', patch: base64(JSON.stringify(operations)) })
const told = ({ plan }: ReturnType<typeof planned>): string =>
  plan.kind === 'answer' ? ((plan.body as Status).message ?? '') : ''
const stored = ({ plan }: ReturnType<typeof planned>): KubeObject & { data?: object } =>
  (plan as Extract<typeof plan, { kind: 'store' }>).object!

describe('webhooks', () => {
  it('are shown the object that is stored, with the uid that it gets', () => {
    let shown: KubeObject | undefined
    const say: Say = (review) => {
      shown = review.request.object
      return allow(review)
    }
    const result = planned(serverWith('Validating', [hook()]), [say])
    expect(stored(result).metadata.uid).toBe(shown?.metadata.uid)
    expect(result.questions).toBe(1)
  })

  it('refuse in their own words, and with at least 400', () => {
    const refused = planned(serverWith('Validating', [hook()]), [
      ({ request: { uid } }) => ({ uid, allowed: false, status: { code: 200, message: 'no way' } })
    ])
    expect(refused.plan).toMatchObject({ code: 400 })
    expect(told(refused)).toBe('admission webhook "h.example.com" denied the request: no way')
  })

  it.each([
    [{ error: 'Post "u": context deadline exceeded' }, 'failed to call webhook: Post "u": context deadline exceeded'],
    [
      { code: 500, contentType: 'text/plain', content: 'boom' },
      'failed to call webhook: an error on the server ("boom")'
    ],
    [{ code: 200, contentType: 'a/b', content: '' }, 'failed to call webhook: 0-length response with status code: 200'],
    [{ allowed: true, uid: 'x' }, 'received invalid webhook response: expected response.uid=']
  ])('that fail (%j) refuse or not as their policy says', (outcome, text) => {
    const failed = planned(serverWith('Validating', [hook()]), [() => outcome])
    expect(told(failed)).toContain(`Internal error occurred: failed calling webhook "h.example.com": ${text}`)
    const passed = planned(serverWith('Validating', [hook({ failurePolicy: 'Ignore' })]), [() => outcome])
    expect(passed.plan.kind).toBe('store')
  })

  it('change objects in turn; who is willing sees what later ones changed', () => {
    const first = patch([{ op: 'add', path: '/data/a', value: '1' }])
    const second = patch([{ op: 'add', path: '/data/b', value: '2' }])
    const hooks = [hook({ name: 'a', reinvocationPolicy: 'IfNeeded' }), hook({ name: 'b' })]
    const result = planned(serverWith('Mutating', hooks), [first, second, allow])
    expect(stored(result).data).toEqual({ k: 'v', a: '1', b: '2' })
    expect(result.questions).toBe(3)
  })

  it('are not forgiven a patch that does not apply', () => {
    const say = patch([{ op: 'replace', path: '/spec/a/b', value: 1 }])
    expect(told(planned(serverWith('Mutating', [hook({ failurePolicy: 'Ignore' })]), [say]))).toBe(
      'Internal error occurred: replace operation does not apply: doc is missing path: /spec/a/b: missing value'
    )
  })

  it('are asked about a dry run only if they do nothing besides', () => {
    const dry = { ...request, options: { dryRun: true } }
    expect(told(planned(serverWith('Validating', [hook({ sideEffects: 'Some' })]), [], dry))).toBe(
      'admission webhook "h.example.com" does not support dry run'
    )
  })

  it('stand behind services as the cluster has them', () => {
    const webhook = hook({ clientConfig: { service: { name: 's', namespace: 'a' } } })
    expect(urlOf(webhook)).toBe('https://s.a.svc:443/?timeout=10s')
    expect(targetOf(serverWith('Validating', []), webhook)).toEqual({ error: 'service "s" not found' })
    const service = (spec: object) =>
      serverWith('Validating', [], [{ kind: 'Service', metadata: { name: 's', namespace: 'a' }, spec }])
    expect(targetOf(service({ clusterIP: '10.96.0.9', ports: [{ port: 80 }] }), webhook)).toEqual({
      error: 'no service port 443 found for service "s"'
    })
    expect(targetOf(service({ type: 'ExternalName', externalName: 'localhost' }), webhook)).toEqual({
      host: 'localhost:443',
      serverName: 's.a.svc'
    })
  })
})
