import { bytesOfText, textOfBytes } from '../../../../../base/bytes'
import { entriesOf, pack } from '../../../../../base/ustar'
import type { Pod } from '../../../../api/types'
import type { Executed } from '../../../kubelet/messages'
import { good, plainError } from '../../errors'
import { writeFile } from '../../kubeconfig/files'
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
    const { source, target } = memory(kubectl)
    if (step.do === 'looked') {
      const base = source.file.replace(/\/+$/, '').replace(/^.*\//, '')
      const file = exitCode === 0 ? `${target.file.replace(/\/+$/, '')}/${base}` : target.file
      return send(kubectl, { ...target, file })
    }
    if (source.pod !== '') {
      // What tar says comes on stdout here, and who has read its archive to the end waits no longer for its exit code.
      kubectl.print(stderr)
      keep(kubectl, source.file, target.file, stdout)
      if (stdout !== '') return kubectl.exit(0)
    } else {
      if (stderr !== '') kubectl.warn(stderr)
      if (stdout !== '') kubectl.print(stdout)
    }
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
  const { source, target } = memory(kubectl)
  Object.assign(kubectl.session.memory, { namespace: pod.metadata.namespace, container: container.name })
  if (source.pod !== '') return execute(kubectl, 'copied', ['tar', 'cf', '-', source.file])
  execute(kubectl, 'looked', ['test', '-d', target.file])
}

/** What it knows between its steps. */
interface Memory {
  readonly source: Place
  readonly target: Place
  readonly remote: Place
  readonly namespace?: string
  readonly container?: string
}

const memory = ({ session }: Kubectl): Memory => session.memory as Pick<Memory, keyof Memory>

function execute(kubectl: Kubectl, then: string, command: readonly string[], stdin?: string): void {
  const { remote, namespace = kubectl.namespace, container = '' } = memory(kubectl)
  const options = { container, command, ...(stdin !== undefined && { stdin }) }
  kubectl.ask(
    { verb: 'create', resource: 'pods', namespace, name: remote.pod, subresource: 'exec', options },
    { do: then }
  )
}

/** Packs what lies at the source under the target's name. Models makeTar and recursiveTar. */
function send(kubectl: Kubectl, target: Place): void {
  const { source } = memory(kubectl)
  const { files, flags } = kubectl.session
  const from = source.file.replace(/^\.\//, '').replace(/\/+$/, '')
  const file = target.file.replace(/(.)\/+$/, '$1')
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) || '/' : '.'
  const name = file.slice(file.lastIndexOf('/') + 1)
  const below = from === '.' ? '' : `${from}/`
  const own = files[from]
  const entries =
    own !== undefined
      ? [{ name, content: own }]
      : Object.entries(files)
          .filter(([path]) => path.startsWith(below) && (below !== '' || !path.startsWith('/')))
          .map(([path, content]) => ({ name: `${name}/${path.slice(below.length)}`, content }))
  const owner = isSet(flags, 'no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : []
  const command = ['tar', ...owner, '-xmf', '-', ...(folder === '.' ? [] : ['-C', folder])]
  execute(kubectl, 'copied', command, textOfBytes(pack(entries, Math.floor(kubectl.now / 1_000_000))))
}

/** Unpacks what came, the source's own name replaced by the target's. Models untarAll. */
function keep(kubectl: Kubectl, source: string, target: string, archive: string): void {
  const prefix = source.replace(/^\/+/, '').replace(/\/+$/, '')
  if (archive === '') return
  for (const { name, content } of entriesOf(bytesOfText(archive))) {
    if (name.endsWith('/') || !name.startsWith(prefix)) continue
    const path = target.replace(/\/+$/, '') + name.slice(prefix.length)
    writeFile(kubectl.context, kubectl.session, path, content)
    kubectl.out.fact('kubectl-file', { id: kubectl.session.id, path, text: content })
  }
}
