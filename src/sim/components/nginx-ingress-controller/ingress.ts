import type * as networking from 'kubernetes-types/networking/v1'
import type { KubeObject, ObjectMeta } from '../../api/types'
import type { Options } from './options'

export type Ingress = KubeObject & {
  readonly metadata: ObjectMeta
  readonly spec: networking.IngressSpec
  readonly status?: networking.IngressStatus
}
export type IngressClass = KubeObject & { readonly spec?: networking.IngressClassSpec }
export type Path = networking.HTTPIngressPath
export type Backend = networking.IngressServiceBackend

const prefix = 'nginx.ingress.kubernetes.io/'

/** The value of one of its annotations. */
export const annotation = ({ metadata }: KubeObject, name: string): string | undefined =>
  metadata.annotations?.[`${prefix}${name}`]

/** Of which class an Ingress is, as far as it is this controller's; else why it is not. Models store.go GetIngressClass. */
export function classOf(
  { metadata, spec }: Ingress,
  classes: ReadonlyMap<string, KubeObject>,
  options: Options
): { readonly name: string } | { readonly error: string } {
  const named = spec.ingressClassName
  if (named !== undefined) {
    const found = classes.get(named) as IngressClass | undefined
    const isOwn =
      found?.spec?.controller === options.controllerClass || (options.classByName && named === options.ingressClass)
    return found && isOwn
      ? { name: named }
      : { error: `no object matching key ${JSON.stringify(named)} in local store` }
  }
  const annotated = metadata.annotations?.['kubernetes.io/ingress.class']
  if (annotated !== undefined)
    return annotated === options.ingressClass
      ? { name: annotated }
      : { error: 'ingress class annotation is not equal to the expected by Ingress Controller' }
  return options.withoutClass ? { name: '_' } : { error: 'ingress does not contain a valid IngressClass' }
}

/** Oldest first; of two of an age the name decides, backwards. Models sortIngressSlice. */
export const inOrder = (ingresses: readonly Ingress[]): Ingress[] =>
  ingresses.toSorted((a, b) => {
    const [x, y] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '']
    if (x !== y) return x < y ? -1 : 1
    const [m, n] = [keyOf(a), keyOf(b)]
    return m === n ? 0 : m > n ? -1 : 1
  })

const keyOf = ({ metadata }: Ingress): string => `${metadata.namespace}/${metadata.name}`
