import { equal } from '../../../api/equality'
import { base64Decode } from '../../../api/base64'
import { parseTime } from '../../../api/timestamp'
import type { ConfigMap, Secret } from '../../../api/types'
import { wallClock } from '../../../kernel/clock'
import { listNamespace, lookup } from '../caches'
import type { ControllerManager } from '../context'
import { enqueue, enqueueAfter, type Controller } from '../controller'
import { errorOf, isNotFound, isOk, request } from '../sync'
import { syncs } from './later'

const tokenType = 'bootstrap.kubernetes.io/token'
const tokenSpace = 'kube-system'
const infoKey = 'kube-public/cluster-info'
const signaturePrefix = 'jws-kubeconfig-'

const field = ({ data = {} }: Secret, name: string): string => base64Decode(data[name] ?? '')

/** When a token ends; undefined: never. */
function expiry(secret: Secret): number | undefined {
  const text = field(secret, 'expiration')
  return text === '' ? undefined : parseTime(text)
}

const isToken = (object: { type?: unknown }): boolean => object.type === tokenType

interface SignerInput {
  readonly info: ConfigMap
  readonly data: Readonly<Record<string, string>>
}

/**
 * Signs the public ConfigMap cluster-info with each bootstrap token that is for it: who joins knows by its token that it is true.
 * Models pkg/controller/bootstrap/bootstrapsigner.go.
 */
export const bootstrapSigner: Controller<SignerInput> = {
  name: 'bootstrap-signer',
  user: 'bootstrap-signer',
  workers: 1,
  needs: ['configmaps', 'secrets'],

  observe(kcm, { resource, key, object }) {
    if (resource === 'configmaps' ? key === infoKey : isToken(object as Secret))
      enqueue(kcm, 'bootstrap-signer', infoKey)
  },

  read(kcm, key) {
    const info = lookup(kcm.caches, 'configmaps', key)
    if (!info) return null
    const kept = Object.entries(info.data ?? {}).filter(([name]) => !name.startsWith(signaturePrefix))
    const content = info.data?.kubeconfig
    const signed = content === undefined ? [] : signatures(kcm, content)
    const data = Object.fromEntries([...kept, ...signed])
    return equal(data, info.data ?? {}) ? null : { info, data }
  },

  *sync({ info, data }) {
    const { namespace, name } = info.metadata
    const body = { ...info, data }
    const answer = yield* request({ verb: 'update', resource: 'configmaps', namespace: namespace!, name, body })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
}

function signatures(kcm: ControllerManager, content: string): [string, string][] {
  return listNamespace(kcm.caches, 'secrets', tokenSpace).flatMap((secret): [string, string][] => {
    const [id, key] = [field(secret, 'token-id'), field(secret, 'token-secret')]
    const ends = expiry(secret)
    const isFor = isToken(secret) && field(secret, 'usage-bootstrap-signing') === 'true'
    if (!isFor || id === '' || key === '' || (ends !== undefined && ends <= wallClock(kcm))) return []
    return [[`${signaturePrefix}${id}`, syncs().detachedSignature(content, id, key)]]
  })
}

interface CleanerInput {
  readonly secret: Secret
}

/** Deletes bootstrap tokens when they end. Models pkg/controller/bootstrap/tokencleaner.go. */
export const bootstrapTokenCleaner: Controller<CleanerInput> = {
  name: 'token-cleaner',
  user: 'token-cleaner',
  workers: 1,
  needs: ['secrets'],

  observe(kcm, { type, key, object }, out) {
    const secret = object as Secret
    if (type === 'delete' || !isToken(secret) || secret.metadata.namespace !== tokenSpace) return
    const ends = expiry(secret)
    if (ends === undefined) return
    const left = Math.max(0, ends - wallClock(kcm))
    enqueueAfter(kcm, 'token-cleaner', key, left, 'expiration', out)
  },

  read(kcm, key) {
    const secret = lookup(kcm.caches, 'secrets', key)
    const ends = secret && expiry(secret)
    return secret && ends !== undefined && ends <= wallClock(kcm) ? { secret } : null
  },

  *sync({ secret: { metadata } }) {
    const at = { resource: 'secrets', namespace: metadata.namespace!, name: metadata.name }
    const answer = yield* request({ verb: 'delete', ...at, options: { preconditions: { uid: metadata.uid! } } })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
}
