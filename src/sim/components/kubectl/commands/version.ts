import { releaseFacts } from '../../../releases'
import { good } from '../errors'
import { toYaml } from '../print/yaml'
import { isSet, text, type Command, type Kubectl } from '../session'

/** What this kubectl was built of. */
const client = {
  major: '1',
  minor: '36',
  gitVersion: releaseFacts['1.36'].kubernetes,
  gitCommit: '0f29094e5b73085e3802ecc1298ecae13866bfe6',
  gitTreeState: 'clean',
  buildDate: '2026-07-22T18:10:35Z',
  goVersion: 'go1.26.5',
  compiler: 'gc',
  platform: 'linux/amd64'
} as const
const kustomizeVersion = 'v5.8.1'

/** `kubectl version`: GET /version; warns of a skew of more than one minor version. Models kubectl/pkg/cmd/version. */
export const version: Command = {
  reads: true,
  start: (kubectl) => {
    const { flags, args } = kubectl.session
    const onlyClient = isSet(flags, 'client')
    // What stands behind --client is not looked at.
    if (args.length > 0 && !onlyClient) return kubectl.fail(`extra arguments: [${args.join(' ')}]`)
    const output = text(flags, 'output')
    if (output !== '' && output !== 'yaml' && output !== 'json')
      return kubectl.fail("--output must be 'yaml' or 'json'")
    if (onlyClient) {
      print(kubectl)
      return kubectl.exit(0)
    }
    kubectl.ask({ verb: 'get', resource: '', path: '/version?timeout=32s' }, { do: 'version' })
  },
  answer: (kubectl, _step, answer) => {
    if (!good(answer)) {
      print(kubectl)
      return kubectl.failWith(answer)
    }
    const body: unknown = typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body
    const server = body as { readonly gitVersion?: string }
    print(kubectl, server)
    const skew = skewOf(server.gitVersion ?? '')
    if (skew !== null) {
      if (isSet(kubectl.session.flags, 'warnings-as-errors')) return kubectl.fail(skew)
      kubectl.warn(`Warning: ${skew}\n`)
    }
    kubectl.exit(0)
  }
}

function skewOf(server: string): string | null {
  const minor = (of: string) => Number(/^v?\d+\.(\d+)/.exec(of)?.[1] ?? 0)
  if (Math.abs(minor(client.gitVersion) - minor(server)) <= 1) return null
  const short = (of: string) => /^v?(\d+\.\d+)/.exec(of)?.[1] ?? of
  return `version difference between client (${short(client.gitVersion)}) and server (${short(server)}) exceeds the supported minor version skew of +/-1`
}

function print(kubectl: Kubectl, server?: { readonly gitVersion?: string }): void {
  const output = text(kubectl.session.flags, 'output')
  const all = { clientVersion: client, kustomizeVersion, ...(server && { serverVersion: server }) }
  if (output === 'yaml') kubectl.print(`${toYaml(all)}\n`)
  else if (output === 'json') kubectl.print(`${JSON.stringify(all, null, 2)}\n`)
  else {
    kubectl.print(`Client Version: ${client.gitVersion}\nKustomize Version: ${kustomizeVersion}\n`)
    if (server) kubectl.print(`Server Version: ${server.gitVersion ?? ''}\n`)
  }
}
