import type { Asked } from './request'

export const kubeletClient = 'kubernetes.io/kube-apiserver-client-kubelet'
export const kubeletServing = 'kubernetes.io/kubelet-serving'
export const apiClient = 'kubernetes.io/kube-apiserver-client'
export const legacy = 'kubernetes.io/legacy-unknown'

const nodes = 'system:nodes'
const isNodeName = (name: string): boolean => name.startsWith('system:node:')
const isOfNodes = ({ organizations }: Asked): boolean => organizations.length === 1 && organizations[0] === nodes
const clientUsages = ['key encipherment', 'digital signature', 'client auth']
const servingUsages = ['key encipherment', 'digital signature', 'server auth']

/** Whether usages are those, with or without key encipherment. */
const areOnly = (usages: readonly string[], wanted: readonly string[]): boolean => {
  const sorted = [...new Set(usages)].sort().join()
  return [wanted, wanted.slice(1)].some((set) => [...set].sort().join() === sorted)
}

/** What is wrong with a request for a kubelet's client certificate; empty: nothing. Models pkg/apis/certificates/helpers.go. */
export function kubeletClientProblem(asked: Asked, usages: readonly string[]): string {
  if (!isOfNodes(asked)) return 'subject organization is not system:nodes'
  if (asked.dnsNames > 0) return 'DNS subjectAltNames are not allowed'
  if (asked.ipAddresses > 0) return 'IP subjectAltNames are not allowed'
  if (asked.emailAddresses > 0) return 'Email subjectAltNames are not allowed'
  if (asked.uris > 0) return 'URI subjectAltNames are not allowed'
  if (!isNodeName(asked.commonName)) return 'subject common name does not begin with system:node:'
  return areOnly(usages, clientUsages)
    ? ''
    : 'usages did not match [client auth digital signature] or [client auth digital signature key encipherment]'
}

function servingProblem(asked: Asked, usages: readonly string[]): string {
  if (!isOfNodes(asked)) return 'subject organization is not system:nodes'
  if (asked.dnsNames + asked.ipAddresses === 0) return 'DNS or IP subjectAltName is required'
  if (asked.emailAddresses > 0) return 'Email subjectAltNames are not allowed'
  if (asked.uris > 0) return 'URI subjectAltNames are not allowed'
  if (!isNodeName(asked.commonName)) return 'subject common name does not begin with system:node:'
  return areOnly(usages, servingUsages)
    ? ''
    : 'usages did not match [digital signature server auth] or [digital signature key encipherment server auth]'
}

/** A client may ask for nothing but what clients need. Models validAPIServerClientUsages. */
function clientProblem(usages: readonly string[]): string {
  const odd = usages.find((usage) => !clientUsages.includes(usage))
  if (odd !== undefined) return `invalid usage for client certificate: ${odd}`
  return usages.includes('client auth') ? '' : 'missing usage for client certificate: client auth'
}

/**
 * Why a signer does not sign what it was asked for; empty: it signs. Undefined: nobody here signs for that name.
 * Models pkg/controller/certificates/signer/signer.go.
 */
export function refusal(signer: string, asked: Asked, usages: readonly string[]): string | undefined {
  switch (signer) {
    case apiClient:
      return clientProblem(usages)
    case kubeletClient:
      return kubeletClientProblem(asked, usages)
    case kubeletServing:
      return servingProblem(asked, usages)
    case legacy:
      return ''
    default:
      return undefined
  }
}
