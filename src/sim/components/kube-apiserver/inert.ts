import { hasCalico } from '../../cluster'
import { keyOf, kindOf, type Kind } from '../../api/scheme'
import type { KubeObject } from '../../api/types'
import type { ApiServer } from './context'
import { runs } from './deployed'

/**
 * What a client is told of an object that nothing here acts on. Who enforces NetworkPolicies is the CNI plugin's matter, who acts on an
 * Ingress its class' controller's.
 */
export function inertWarnings(server: ApiServer, { inert, kind, plural }: Kind, object: KubeObject): readonly string[] {
  const { config } = server
  if (config['warn-of-unmodelled'] === false) return []
  if (plural === 'networkpolicies')
    return hasCalico(config)
      ? []
      : ["this cluster's CNI plugin (cni=bridge) enforces no NetworkPolicy; cni=calico does"]
  if (plural === 'daemonsets')
    return [
      `the network of this cluster is the one that it was set up with (cni=bridge): pods of DaemonSet ${object.metadata.name} run, but change nothing of it; cni=calico has Calico`
    ]
  if (plural === 'storageclasses' && runs(server, /\/csi-provisioner[:@]/)) return []
  if (plural === 'persistentvolumes' && runs(server, /\/csi-node-driver-registrar[:@]/)) return []
  if (/^VolumeSnapshot/.test(kind) && runs(server, /\/snapshot-controller[:@]/)) return []
  if (plural === 'storageclasses')
    return [
      `this simulation has no driver ${(object as VolumeObject).provisioner}: nothing provisions or expands volumes of StorageClass ${object.metadata.name}, and claims of it stay Pending`
    ]
  if (plural === 'persistentvolumes')
    return [
      `this simulation has no driver ${(object as VolumeObject).spec?.csi?.driver}: nothing attaches, mounts, expands or snapshots volume ${object.metadata.name}, and pods that need it stay in ContainerCreating`
    ]
  if (plural === 'ingressclasses' && isKnown((object as ClassObject).spec?.controller)) return []
  if (plural === 'ingresses' && isKnown(controllerOf(server, object as IngressObject))) return []
  // Its kinds are custom ones, of which nobody knows who acts on them; of these it is known that nobody does.
  if (object.apiVersion.startsWith('gateway.networking.k8s.io/')) return gatewayWarnings(server, kind, object)
  const group = object.apiVersion.split('/')[0] ?? ''
  if (operated.test(group) && !isWorkedOn(kind, object))
    return [`this simulation keeps ${kind} objects, but does not model what their controller does with them`]
  return inert ? [`this simulation keeps ${kind} objects, but nothing in it acts on them${exceptFor(plural)}`] : []
}

const exceptFor = (plural: string): string =>
  plural === 'ingresses' || plural === 'ingressclasses'
    ? ' but those of ingress-nginx (controller k8s.io/ingress-nginx)'
    : ''

/** Groups of operators whose pods run here, whose work is not modelled. Of other groups nobody knows who acts on them. */
const operated =
  /(^|\.)(cert-manager\.io|argoproj\.io|strimzi\.io|cnpg\.io|monitoring\.coreos\.com|istio\.io|linkerd\.io|kyverno\.io|gatekeeper\.sh|metallb\.io|longhorn\.io|rook\.io|csi\.ceph\.io|knative\.dev|toolkit\.fluxcd\.io|operator\.tigera\.io|projectcalico\.org|cilium\.io|traefik\.io|bitnami\.com|velero\.io|keda\.sh|external-secrets\.io|snapshot\.storage\.k8s\.io|envoyproxy\.io|gateway\.nginx\.org|crossplane\.io|x-k8s\.io|elastic\.co|rabbitmq\.com|zalan\.do)$/

/** Kinds that their operator works on here (`components/operator/customs`); of issuers those that sign by themselves or by a Secret. */
const isWorkedOn = (kind: string, object: KubeObject): boolean =>
  /^(Prometheus|Alertmanager|Certificate|CertificateRequest|RabbitmqCluster|Elasticsearch|Kibana)$/.test(kind) ||
  (/^(Cluster)?Issuer$/.test(kind) && /"(selfSigned|ca)":/.test(JSON.stringify(object)))

/** Of the Gateway API's kinds NGINX Gateway Fabric acts on those that lead to HTTPRoutes. */
function gatewayWarnings(server: ApiServer, kind: string, object: KubeObject): readonly string[] {
  const routes = ['GatewayClass', 'Gateway', 'HTTPRoute', 'ReferenceGrant']
  if (!routes.includes(kind)) return [`this simulation keeps ${kind} objects, but nothing in it routes by them`]
  const directory = 'gateway.networking.k8s.io/gatewayclasses'
  const stored = [...(server.caches.get(directory)?.objects.values() ?? [])] as GatewayObject[]
  const classes = kind === 'GatewayClass' ? [object as GatewayObject] : stored
  const { gatewayClassName } = (object as GatewayObject).spec ?? {}
  const asked =
    gatewayClassName === undefined ? classes : classes.filter((one) => one.metadata.name === gatewayClassName)
  // A class that comes later may be anybody's.
  if (asked.length === 0 || asked.some(({ spec }) => spec?.controllerName?.startsWith('gateway.nginx.org/'))) return []
  return [
    `this simulation keeps ${kind} objects, but has no Gateway controller but NGINX Gateway Fabric (controller gateway.nginx.org/…): nothing routes by them`
  ]
}

/** ingress-nginx, of which there may be several, each with a name of its own. */
const isKnown = (controller: string | undefined): boolean => /(^|\/)ingress-nginx/.test(controller ?? '')

type VolumeObject = KubeObject & {
  readonly provisioner?: string
  readonly spec?: { readonly csi?: { readonly driver?: string } }
}
type ClassObject = KubeObject & { readonly spec?: { readonly controller?: string } }
type GatewayObject = KubeObject & {
  readonly spec?: { readonly controllerName?: string; readonly gatewayClassName?: string }
}
type IngressObject = KubeObject & { readonly spec?: { readonly ingressClassName?: string } }

/** Who is said to act on an Ingress: its class says so; the annotation of before 1.18 names a class that needs no object. */
function controllerOf({ caches }: ApiServer, { spec, metadata }: IngressObject): string | undefined {
  const name = spec?.ingressClassName
  if (name === undefined)
    return metadata.annotations?.['kubernetes.io/ingress.class'] === 'nginx' ? 'k8s.io/ingress-nginx' : undefined
  const found = caches.get('ingressclasses')?.objects.get(keyOf(kindOf('ingressclasses'), undefined, name))
  return (found as ClassObject | undefined)?.spec?.controller
}
