import { base64 } from '../../../api/base64'
import type { ConfigMap, KubeObject, Secret, ServiceAccount } from '../../../api/types'
import { listNamespace, lookup } from '../caches'
import type { ControllerManager } from '../context'
import { enqueue, type Controller } from '../controller'
import { equal } from '../../../api/equality'
import { errorOf, isAlreadyExists, isNamespaceTerminating, isNotFound, isOk, request, type Answer } from '../sync'

/** An object that every namespace must have. */
interface Input {
  readonly namespace: string
  readonly current: KubeObject | undefined
}

const isActiveNamespace = (kcm: ControllerManager, key: string): boolean => {
  const found = lookup(kcm.caches, 'namespaces', key)
  return found !== undefined && !found.metadata.deletionTimestamp && found.status?.phase !== 'Terminating'
}

const settled = (answer: Answer): string | undefined =>
  isOk(answer) || isAlreadyExists(answer) || isNamespaceTerminating(answer) || isNotFound(answer)
    ? undefined
    : errorOf(answer)

/** The `default` ServiceAccount of each namespace. Models pkg/controller/serviceaccount/serviceaccounts_controller.go. */
export const serviceAccount: Controller<Input> = {
  name: 'serviceaccount',
  user: 'service-account-controller',
  workers: 1,
  needs: ['namespaces', 'serviceaccounts'],

  observe(kcm, { resource, type, key, object }) {
    if (resource === 'namespaces' && type !== 'delete') enqueue(kcm, 'serviceaccount', key)
    if (resource === 'serviceaccounts' && type === 'delete') enqueue(kcm, 'serviceaccount', object.metadata.namespace!)
  },

  read(kcm, key) {
    if (!isActiveNamespace(kcm, key) || lookup(kcm.caches, 'serviceaccounts', `${key}/default`)) return null
    return { namespace: key, current: undefined }
  },

  *sync({ namespace }) {
    const body = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } }
    return settled(yield* request({ verb: 'create', resource: 'serviceaccounts', namespace, body }))
  }
}

const rootCaName = 'kube-root-ca.crt'
/** The cluster's CA certificate as this controller was given it (`--root-ca-file`); there is no cryptography here. */
const rootCa = '-----BEGIN CERTIFICATE-----\nkubernetes-ca\n-----END CERTIFICATE-----\n'

/** ConfigMap `kube-root-ca.crt` of each namespace. Models pkg/controller/certificates/rootcacertpublisher/publisher.go. */
export const rootCaPublisher: Controller<Input> = {
  name: 'root-ca-cert-publisher',
  user: 'root-ca-cert-publisher',
  workers: 1,
  needs: ['namespaces', 'configmaps'],

  observe(kcm, { resource, type, key, object }) {
    if (resource === 'namespaces' && type !== 'delete' && isActiveNamespace(kcm, key))
      enqueue(kcm, 'root-ca-cert-publisher', key)
    if (resource === 'configmaps' && object.metadata.name === rootCaName && type !== 'add') {
      enqueue(kcm, 'root-ca-cert-publisher', object.metadata.namespace!)
    }
  },

  read(kcm, key) {
    const current = lookup(kcm.caches, 'configmaps', `${key}/${rootCaName}`)
    // One that is deleted with its namespace is made again, and refused.
    return equal(current?.data, { 'ca.crt': rootCa }) ? null : { namespace: key, current }
  },

  *sync({ namespace, current }) {
    const annotations = {
      'kubernetes.io/description':
        'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'
    }
    const body: ConfigMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: current?.metadata ?? { name: rootCaName, namespace, annotations },
      data: { 'ca.crt': rootCa }
    }
    const at = { resource: 'configmaps', namespace }
    return settled(
      yield* request(current ? { verb: 'update', ...at, name: rootCaName, body } : { verb: 'create', ...at, body })
    )
  }
}

interface TokenInput {
  readonly secret: Secret
  readonly account: ServiceAccount | undefined
}

const accountAnnotation = 'kubernetes.io/service-account.name'
const uidAnnotation = 'kubernetes.io/service-account.uid'
const tokenType = 'kubernetes.io/service-account-token'

/**
 * Fills Secrets that ask for a ServiceAccount's token, and deletes those whose account is gone. Pods get their tokens
 * from the API by request since 1.24, without a Secret.
 * Models pkg/controller/serviceaccount/tokens_controller.go.
 */
export const tokens: Controller<TokenInput> = {
  name: 'serviceaccount-token',
  user: 'kube-controller-manager',
  workers: 'concurrent-serviceaccount-token-syncs',
  maxRetries: 10,
  needs: ['serviceaccounts', 'secrets'],

  observe(kcm, { resource, type, key, object }) {
    if (resource === 'secrets' && type !== 'delete') {
      if ((object as Secret).type === tokenType) enqueue(kcm, 'serviceaccount-token', key)
      return
    }
    if (resource !== 'serviceaccounts') return
    for (const secret of listNamespace(kcm.caches, 'secrets', object.metadata.namespace!)) {
      if (secret.type !== tokenType || secret.metadata.annotations?.[accountAnnotation] !== object.metadata.name)
        continue
      enqueue(kcm, 'serviceaccount-token', `${secret.metadata.namespace}/${secret.metadata.name}`)
    }
  },

  read(kcm, key) {
    const secret = lookup(kcm.caches, 'secrets', key)
    if (!secret) return null
    const account = secret.metadata.annotations?.[accountAnnotation] ?? ''
    return { secret, account: lookup(kcm.caches, 'serviceaccounts', `${secret.metadata.namespace}/${account}`) }
  },

  *sync({ secret, account }) {
    const { namespace, name, annotations = {}, uid } = secret.metadata
    const at = { resource: 'secrets', namespace: namespace!, name }
    const isOther = annotations[uidAnnotation] !== undefined && annotations[uidAnnotation] !== account?.metadata.uid
    if (!account || isOther) {
      return settled(yield* request({ verb: 'delete', ...at, options: { preconditions: { uid: uid! } } }))
    }
    if (secret.data?.token !== undefined && secret.data['ca.crt'] !== undefined) return undefined
    const body: Secret = {
      ...secret,
      metadata: { ...secret.metadata, annotations: { ...annotations, [uidAnnotation]: account.metadata.uid! } },
      data: {
        ...secret.data,
        'ca.crt': base64(rootCa),
        namespace: base64(namespace!),
        token: base64(`token of ${namespace}/${account.metadata.name}`)
      }
    }
    return settled(yield* request({ verb: 'update', ...at, body }))
  }
}
