import { kubeadmUsers, kubeconfigText } from '../../../kubeadm/kubeconfigs'
import { homeOf, personsHome } from '../home'
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

/**
 * kubeconfigs that a cluster brings: kubeadm's in /etc/kubernetes, each for one user, and the administrator's copy in the home of the
 * person outside. On a machine the files are those that lie there.
 */
function builtIn({ host }: KubectlContext, session: Session, path: string): string | undefined {
  if (homeOf(session) !== personsHome) return undefined
  if (path === `${personsHome}/.kube/config`) return kubeconfigText(`https://${host}`, 'kubernetes-admin')
  const [, name] = /^\/etc\/kubernetes\/([\w-]+)\.conf$/.exec(path) ?? []
  return name === undefined ? undefined : kubeconfigText(`https://${host}`, kubeadmUsers[name] ?? name)
}
