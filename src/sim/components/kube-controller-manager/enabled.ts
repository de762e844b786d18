import { flagOf } from './config'
import type { ControllerManager } from './context'

/** What upstream calls a loop, where that is not its name and `-controller`. Models cmd/kube-controller-manager/names. */
const upstream: Readonly<Record<string, string>> = {
  'root-ca-cert-publisher': 'root-ca-certificate-publisher',
  nodeipam: 'node-ipam',
  horizontalpodautoscaler: 'horizontal-pod-autoscaler',
  'stale-pod-disruption': 'disruption',
  'node-pods': 'node-lifecycle',
  'node-noschedule': 'node-lifecycle',
  'node-noexecute': 'node-lifecycle',
  'node-untaint': 'node-lifecycle',
  'node-health': 'node-lifecycle',
  'node-labels': 'node-lifecycle'
}

/** Former names that are still understood. */
const aliases: Readonly<Record<string, string>> = {
  bootstrapsigner: 'bootstrap-signer-controller',
  tokencleaner: 'token-cleaner-controller'
}
/** Only on if they are named. Models ControllersDisabledByDefault. */
const offByDefault: ReadonlySet<string> = new Set(['bootstrap-signer-controller', 'token-cleaner-controller'])

export const upstreamName = (loop: string): string => `${upstream[loop] ?? loop}-controller`

/** Whether `--controllers` lets a loop run. Models controller-manager/app IsControllerEnabled. */
export function isEnabled(kcm: Pick<ControllerManager, 'config'>, loop: string): boolean {
  const name = upstreamName(loop)
  const asked = String(flagOf(kcm.config, 'controllers'))
    .split(',')
    .map((one) => one.trim())
  const named = (sign: string) => asked.some((one) => one === sign + name || aliases[one.replace(/^-/, '')] === name)
  if (asked.includes(`-${name}`)) return false
  if (named('')) return true
  return asked.includes('*') && !offByDefault.has(name)
}
