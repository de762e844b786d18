import type { Kubectl } from '../../session'

/** Its help on stdout, then the error: as kubectl's helpErrorf. */
export function wrongArguments(kubectl: Kubectl, path: string): void {
  const { args } = kubectl.session
  kubectl.help(path)
  kubectl.fail(`${path === 'config set-credentials' ? 'unexpected' : 'Unexpected'} args: [${args.join(' ')}]`)
}
