const known = new Map<string, readonly string[]>()

/**
 * The groups of a user of the simulation: those in the client certificate that kubeadm gives it, those of a service account, and
 * that of all who are known. Models cmd/kubeadm/app/phases/certs and apiserver/pkg/authentication/serviceaccount MakeGroupNames.
 */
export function groupsOfUser(user: string): readonly string[] {
  let groups = known.get(user)
  if (!groups) known.set(user, (groups = Object.freeze(made(user))))
  return groups
}

function made(user: string): string[] {
  if (user === '' || user === 'system:anonymous') return ['system:unauthenticated']
  if (masters.has(user)) return ['system:masters', 'system:authenticated']
  if (user.startsWith('system:node:')) return ['system:nodes', 'system:authenticated']
  const account = accountIn(user)
  return [...(account ? groupsOfAccount(account.namespace) : []), 'system:authenticated']
}

/** The administrator's certificate (`super-admin.conf`), and the server itself. */
const masters: ReadonlySet<string> = new Set([
  'admin',
  'kubernetes-admin',
  'kubernetes-super-admin',
  'system:apiserver'
])

export const groupsOfAccount = (namespace: string): string[] => [
  'system:serviceaccounts',
  `system:serviceaccounts:${namespace}`
]

/** The service account that a user's name stands for. Models serviceaccount.SplitUsername. */
export function accountIn(user: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? []
  return namespace === undefined || name === undefined ? undefined : { namespace, name }
}
