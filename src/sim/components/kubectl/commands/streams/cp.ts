import type { Pod } from '../../../../api/types'
import type { Executed } from '../../../kubelet/messages'
import { good, plainError } from '../../errors'
import { isSet, text, type Command, type Kubectl } from '../../session'
import { upgradeError } from '../exec'
import { defaultContainer } from './choose'

interface Place {
  readonly namespace: string
  readonly pod: string
  readonly file: string
}

/** `kubectl cp`: tar at both ends of an exec. Models kubectl/pkg/cmd/cp. */
export const cp: Command = {
  start: (kubectl) => {
    const { args } = kubectl.session
    if (args.length !== 2) return kubectl.fail('source and destination are required')
    const [source, target] = [placeOf(args[0]!), placeOf(args[1]!)]
    if (!source || !target) {
      return kubectl.fail('filespec must match the canonical format: [[namespace/]pod:]file/path')
    }
    if (source.pod !== '' && target.pod !== '')
      return kubectl.fail('one of src or dest must be a local file specification')
    if (source.file === '' || target.file === '') return kubectl.fail('filepath can not be empty')
    if (source.pod === '' && target.pod === '') {
      return kubectl.fail(`one of src or dest must be a remote file specification`)
    }
    const remote = source.pod !== '' ? source : target
    if (target.pod !== '' && !isThere(kubectl, source.file)) {
      return kubectl.fail(`${source.file} doesn't exist in local filesystem`)
    }
    kubectl.session.memory = { source, target, remote }
    kubectl.ask(
      { verb: 'get', resource: 'pods', namespace: remote.namespace || kubectl.namespace, name: remote.pod },
      { do: 'pod' }
    )
  },
  answer: (kubectl, step, answer) => {
    if (step.do === 'pod') {
      if (!good(answer)) return kubectl.failWith(answer)
      return copy(kubectl, answer.body as Pod)
    }
    if (!good(answer) && answer.code !== 101) {
      return kubectl.fail(upgradeError(plainError(answer, kubectl.context.host), answer.code))
    }
    const { stdout, stderr, exitCode } = answer.body as Executed
    if (stderr !== '') kubectl.warn(stderr)
    const { source } = kubectl.session.memory as { source: Place }
    if (source.pod === '' && stdout !== '') kubectl.print(stdout)
    if (exitCode !== 0) {
      kubectl.warn(`command terminated with exit code ${exitCode}\n`)
      return kubectl.exit(exitCode)
    }
    kubectl.exit(0)
  }
}

/** `[[namespace/]pod:]file`. Models extractFileSpec. */
function placeOf(word: string): Place | undefined {
  const colon = word.indexOf(':')
  if (colon === 0) return undefined
  if (colon < 0) return { namespace: '', pod: '', file: word }
  const file = word.slice(colon + 1)
  const parts = word.slice(0, colon).split('/')
  if (parts.length === 1) return { namespace: '', pod: parts[0]!, file }
  return parts.length === 2 ? { namespace: parts[0]!, pod: parts[1]!, file } : undefined
}

function isThere({ session }: Kubectl, path: string): boolean {
  const name = path.replace(/^\.\//, '').replace(/\/+$/, '')
  return name === '.' || Object.keys(session.files).some((file) => file === name || file.startsWith(`${name}/`))
}

function copy(kubectl: Kubectl, pod: Pod): void {
  const { phase } = pod.status
  if (phase === 'Succeeded' || phase === 'Failed') {
    return kubectl.fail(`cannot exec into a container in a completed pod; current phase is ${phase}`)
  }
  const container = defaultContainer(kubectl, pod, text(kubectl.session.flags, 'container'), false)
  if ('wrong' in container) return kubectl.fail(container.wrong)
  const { source, target } = kubectl.session.memory as { source: Place; target: Place }
  const owner = isSet(kubectl.session.flags, 'no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : []
  const folder = target.file.includes('/') ? target.file.slice(0, target.file.lastIndexOf('/')) || '/' : '.'
  const command =
    source.pod !== ''
      ? ['tar', 'cf', '-', source.file]
      : ['tar', ...owner, '-xmf', '-', ...(folder === '.' ? [] : ['-C', folder])]
  kubectl.ask(
    {
      verb: 'create',
      resource: 'pods',
      namespace: pod.metadata.namespace ?? kubectl.namespace,
      name: pod.metadata.name,
      subresource: 'exec',
      options: { container: container.name, command }
    },
    { do: 'copied' }
  )
}
