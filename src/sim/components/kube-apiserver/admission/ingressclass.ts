import type { KubeObject } from '../../../api/types'
import type { Admission } from './admission'

const isDefault = ({ metadata }: KubeObject): boolean =>
  metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true'

/** An Ingress without a class gets the default one; of several the newest. Models plugin/pkg/admission/network/defaultingressclass. */
export function withDefaultIngressClass({ server, kind, operation, request, object }: Admission): KubeObject | null {
  if (kind.plural !== 'ingresses' || operation !== 'CREATE' || request.subresource || !object) return null
  const spec = object.spec as { ingressClassName?: string } | undefined
  const annotation = object.metadata.annotations?.['kubernetes.io/ingress.class']
  if (spec?.ingressClassName !== undefined || annotation !== undefined) return null
  const [newest] = [...server.caches.get('ingressclasses')!.objects.values()].filter(isDefault).sort((a, b) => {
    const [at, bt] = [String(a.metadata.creationTimestamp), String(b.metadata.creationTimestamp)]
    return at === bt ? (a.metadata.name < b.metadata.name ? -1 : 1) : at < bt ? 1 : -1
  })
  return newest ? { ...object, spec: { ...spec, ingressClassName: newest.metadata.name } } : null
}
