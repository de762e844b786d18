import type { Program } from '../program'

/** An application that elects a leader among its pods, or writes what others wait for: it serves as its image and its container say, and holds a Lease besides. */
export const operator: Program = Object.freeze({
  name: 'operator',
  listens: [],
  application: true,
  mib: 120,
  memoryMib: 32,
  readsSurroundings: true
})

/** Programs that elect unless they are told not to, by a part of their image's name. */
const always =
  /cluster-autoscaler$|\/cluster-operator$|eck-operator|aws-load-balancer-controller$|cloud-controller-manager$|envoyproxy\/gateway$|kyverno\/(kyverno|\w+-controller)$/

/** Programs that write what other pods of their manifest wait for, by their image and a word of their command line. */
const writes =
  /metallb\/controller |prometheus-operator\/prometheus-operator |kedacore\/keda .*--enable-cert-rotation=true|projectcontour\/contour .*certgen|nginx-gateway-fabric .*generate-certs|envoyproxy\/gateway .*certgen|argoproj\/argocd .*(redis-initial-password|argocd-server)/

/** Whether a program writes objects when it begins (`components/operator/deeds.ts` says which). */
export const writesFirst = (image: string, argv: readonly string[]): boolean =>
  writes.test(`${image} ${argv.join(' ')}`)

/** Whether a container's command line or environment says that it elects a leader, or its image is known to. */
export function elects(image: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}): boolean {
  const said = [...argv, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)].filter((each) =>
    /leader[-_]?elect/i.test(each)
  )
  if (said.some((each) => /leader[-_]?elect(ion)?([-_]enabled)?=(false|0)$/i.test(each))) return false
  return said.length > 0 || always.test(image)
}
