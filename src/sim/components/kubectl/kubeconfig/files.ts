import { homeOf } from '../home'
import type { KubectlContext, Session } from '../session'

/** A file that a command wrote, and what it held when it was read; a newer version from outside counts more. */
export interface Written {
  readonly base: string | null
  readonly text: string
}

const isRelative = (path: string): boolean => !path.startsWith('/')
const clean = (path: string): string => (isRelative(path) ? path.replace(/^(?:\.\/)+/, '') : path)

/** A file as the person at the terminal has it: what a command wrote, what was given with this one, or what came with the cluster. */
export function readFile(context: KubectlContext, session: Session, path: string): string | undefined {
  const name = clean(path)
  const given = session.files[name]
  const written = context.written.get(name)
  if (written && (given ?? null) === written.base) return written.text
  return given ?? builtIn(context, session, name)
}

export function writeFile(context: KubectlContext, session: Session, path: string, text: string): void {
  const name = clean(path)
  context.written.set(name, Object.freeze({ base: session.files[name] ?? null, text }))
}

/** kubeconfigs that a cluster brings: kubeadm's in /etc/kubernetes, each for one user, and the administrator's copy at home. */
function builtIn(context: KubectlContext, session: Session, path: string): string | undefined {
  if (path === `${homeOf(session)}/.kube/config`) return kubeconfigOf(context, 'kubernetes-admin')
  const [, name] = /^\/etc\/kubernetes\/([\w-]+)\.conf$/.exec(path) ?? []
  if (name === undefined) return undefined
  return kubeconfigOf(context, kubeadmUsers[name] ?? name)
}

const kubeadmUsers: Readonly<Record<string, string>> = {
  admin: 'kubernetes-admin',
  'super-admin': 'kubernetes-super-admin',
  'controller-manager': 'system:kube-controller-manager',
  scheduler: 'system:kube-scheduler'
}

/** The certificates are known by whose they are; their bytes are not simulated. */
export const authorityData = 'Y2EgaXMgbm90IHNpbXVsYXRlZA=='

function kubeconfigOf({ host }: KubectlContext, user: string): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${authorityData}
    server: https://${host}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: ${user}
  name: ${user}@kubernetes
current-context: ${user}@kubernetes
kind: Config
preferences: {}
users:
- name: ${user}
  user:
    client-certificate-data: Y2VydGlmaWNhdGUgaXMgbm90IHNpbXVsYXRlZA==
    client-key-data: a2V5IGlzIG5vdCBzaW11bGF0ZWQ=
`
}
