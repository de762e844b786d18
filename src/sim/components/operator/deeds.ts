import { base64 } from '../../api/base64'
import type { KubeObject } from '../../api/types'

/** What a program writes before anything else, since other pods of its manifest cannot begin without it. */
interface Deed {
  readonly image: RegExp
  /** A word of its command line, for an image with several programs. */
  readonly word?: string
  readonly secrets: (told: Told) => readonly Secret[]
}

interface Told {
  readonly env: Readonly<Record<string, string>>
  readonly flag: (name: string, fallback: string) => string
}

type Secret = readonly [name: string, keys: readonly string[], type?: string]

const tls = ['ca.crt', 'tls.crt', 'tls.key']
const tlsType = 'kubernetes.io/tls'

const known: readonly Deed[] = [
  // The key by which its speakers know one another: internal/k8s/k8s.go CreateMlSecret.
  {
    image: /metallb\/controller$/,
    secrets: ({ env }) => (env['METALLB_ML_SECRET_NAME'] ? [[env['METALLB_ML_SECRET_NAME'], ['secretkey']]] : [])
  },
  // cmd/argocd/commands/admin/redis_initial_password.go
  { image: /argoproj\/argocd$/, word: 'redis-initial-password', secrets: () => [['argocd-redis', ['auth']]] },
  // util/settings/settings.go InitializeSettings
  { image: /argoproj\/argocd$/, word: 'argocd-server', secrets: () => [['argocd-initial-admin-secret', ['password']]] },
  // cmd/operator/main.go: its certificates, which its other two Deployments mount.
  {
    image: /kedacore\/keda$/,
    word: '--enable-cert-rotation=true',
    secrets: ({ flag }) => [[flag('cert-secret-name', 'kedaorg-certs'), [...tls, 'ca.key']]]
  },
  // cmd/gateway/certs.go
  {
    image: /nginx-gateway-fabric$/,
    word: 'generate-certs',
    secrets: ({ flag }) => [
      [flag('server-tls-secret', 'server-tls'), tls, tlsType],
      [flag('agent-tls-secret', 'agent-tls'), tls, tlsType]
    ]
  },
  // cmd/contour/certgen.go
  {
    image: /projectcontour\/contour$/,
    word: 'certgen',
    secrets: () => [
      ['contourcert', tls, tlsType],
      ['envoycert', tls, tlsType]
    ]
  },
  // internal/provider/kubernetes/secrets.go
  {
    image: /envoyproxy\/gateway$/,
    word: 'certgen',
    secrets: () => [
      ['envoy-gateway', tls, tlsType],
      ['envoy', tls, tlsType],
      ['envoy-rate-limit', tls, tlsType],
      ['envoy-oidc-hmac', ['hmac-secret']]
    ]
  }
]

/** The objects that a program writes when it begins, in their order. Their values only look like keys: nothing here reads them. */
export function deedsOf(
  image: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  namespace: string
): readonly KubeObject[] {
  const words = argv.map((arg) => arg.slice(arg.lastIndexOf('/') + 1))
  const found = known.find((each) => each.image.test(image) && (each.word === undefined || words.includes(each.word)))
  const flag = (name: string, fallback: string) =>
    argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback
  return (found?.secrets({ env, flag }) ?? []).map(([name, keys, type = 'Opaque']) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    type,
    data: Object.fromEntries(keys.map((key) => [key, base64(`${key} of ${namespace}/${name}`)]))
  }))
}
