import { strategicPatch } from '../../../api/patch/strategic'
import { jsonPatch } from '../../../api/patch/json-patch'
import { mergePatch } from '../../../api/patch/merge'
import { PatchError } from '../../../api/patch/json'
import { kindOf, objectType } from '../../../api/scheme'
import type { KubeObject } from '../../../api/types'
import { good } from '../errors'
import { ask } from '../script/effects'
import { Failure, failure, problemOf, usageError, type Problem } from '../script/failure'
import { withAnnotation } from '../script/last-applied'
import { dryRunOf, managerOf, ownNamespace, type DryRun } from '../script/options'
import { printerOf } from '../script/printing'
import { recorded } from '../script/record'
import { scripted, type Script, type Shell } from '../script/script'
import { isSet, list, text } from '../session'
import { stayWith } from './run-attached'

/** A repository name, a tag, a digest. Models github.com/distribution/reference ReferenceRegexp. */
export const reference =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/

/** Models kubectl/pkg/cmd/run/run.go. */
export const runPod = scripted(run, { keepsDash: true })

type Labels = Readonly<Record<string, string>>

function* run(shell: Shell): Script<number | void> {
  const { args, rest, flags } = shell
  const labels = labelsOf(text(flags, 'labels'))
  const env = envOf(list(flags, 'env'))
  const restart = restartOf(shell)
  const pull = pullOf(text(flags, 'image-pull-policy'))
  const dryRun = dryRunOf(shell)
  const print = printerOf(shell, 'created', dryRun)
  check(shell, dryRun)
  const [name = '', ...words] = args
  const own = Object.keys(labels).length > 0 ? labels : { run: name }
  const pod = podOf(shell, { name, labels: own, env, restart, pull, words: [...words, ...rest] })
  const made = [yield* create(shell, 'pods', overridden(shell, pod), dryRun)]
  const problems: Problem[] = []
  if (isSet(flags, 'expose')) {
    try {
      made.push(yield* create(shell, 'services', serviceOf(shell, name, labels, own), dryRun))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      problems.push(error.problem)
    }
  }
  if (attaches(shell)) return yield* stayWith(shell, made, restart)
  for (const object of made) print(object, { typed: true })
  if (problems.length > 0) throw new Failure({ form: 'many', of: problems })
}

/** Models parseLabels. */
export function labelsOf(given: string): Labels {
  if (given === '') return {}
  const labels: Record<string, string> = {}
  for (const pair of given.split(',')) {
    const [key = '', value, ...more] = pair.split('=')
    if (value === undefined || more.length > 0) throw failure(`unexpected label spec: ${pair}`)
    if (key === '') throw failure('unexpected empty label key')
    labels[key] = value
  }
  return labels
}

interface EnvVar {
  readonly name: string
  readonly value: string
}

function envOf(given: readonly string[]): EnvVar[] {
  return given.map((pair) => {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at)
    if (at < 1 || !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) || name === '.' || name.startsWith('..'))
      throw failure(`invalid env: ${pair}`)
    return { name, value: pair.slice(at + 1) }
  })
}

function restartOf({ flags }: Shell): string {
  const given = text(flags, 'restart')
  if (given === '' || ['Always', 'OnFailure', 'Never'].includes(given)) return given || 'Always'
  throw usageError('run', `invalid restart policy: ${given}`)
}

function pullOf(given: string): string {
  if (given === '' || ['Always', 'IfNotPresent', 'Never'].includes(given)) return given
  throw usageError('run', `invalid image pull policy: ${given}`)
}

const attaches = ({ flags }: Shell): boolean =>
  flags.attach === undefined ? isSet(flags, 'stdin') : isSet(flags, 'attach')

/** Models RunOptions.Validate. */
function check(shell: Shell, dryRun: DryRun): void {
  const { args, flags } = shell
  const wrong = (message: string) => usageError('run', message)
  const [image, port] = [text(flags, 'image'), text(flags, 'port')]
  const attached = attaches(shell)
  if (args.length === 0) throw wrong('NAME is required for run')
  if (image === '') throw failure('--image is required')
  if (!reference.test(image)) throw failure(`Invalid image name ${JSON.stringify(image)}: invalid reference format`)
  if (isSet(flags, 'tty') && !isSet(flags, 'stdin'))
    throw wrong('-i/--stdin is required for containers with -t/--tty=true')
  if (isSet(flags, 'expose') && port === '') throw wrong('--port must be set when exposing a service')
  if (port !== '' && !/^[+-]?\d+$/.test(port))
    throw failure(`strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`)
  if (!attached && isSet(flags, 'rm')) throw wrong('--rm should only be used for attached containers')
  if (attached && dryRun !== 'none')
    throw wrong(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)"
    )
}

interface Parts {
  readonly name: string
  readonly labels: Labels
  readonly env: readonly EnvVar[]
  readonly restart: string
  readonly pull: string
  readonly words: readonly string[]
}

function podOf({ flags }: Shell, { name, labels, env, restart, pull, words }: Parts): KubeObject {
  const port = text(flags, 'port')
  const interactive = isSet(flags, 'stdin')
  const annotations = Object.fromEntries(
    list(flags, 'annotations').map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw failure(`invalid annotations format: ${pair}`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    })
  ) as Labels
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, labels, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: {
      containers: [
        {
          name,
          image: text(flags, 'image'),
          ...(words.length > 0 && (isSet(flags, 'command') ? { command: words } : { args: words })),
          ...(port !== '' && { ports: [{ containerPort: Number(port) }] }),
          ...(env.length > 0 && { env }),
          resources: {},
          ...(pull !== '' && { imagePullPolicy: pull }),
          ...(isSet(flags, 'privileged') && { securityContext: { privileged: true } }),
          ...(interactive && { stdin: true, ...(!isSet(flags, 'leave-stdin-open') && { stdinOnce: true }) }),
          ...(isSet(flags, 'tty') && { tty: true })
        }
      ],
      restartPolicy: restart,
      dnsPolicy: 'ClusterFirst'
    },
    status: {}
  } as KubeObject
}

function serviceOf({ flags }: Shell, name: string, labels: Labels, selector: Labels): KubeObject {
  const port = Number(text(flags, 'port'))
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, ...(Object.keys(labels).length > 0 && { labels }) },
    spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector },
    status: { loadBalancer: {} }
  } as KubeObject
}

/** What `--overrides` makes of an object. Models kubectl/pkg/cmd/util Overrider. */
export function overridden(shell: Shell, object: KubeObject): KubeObject {
  const given = text(shell.flags, 'overrides')
  if (given === '') return object
  const type = text(shell.flags, 'override-type') || 'merge'
  const resource = kindOf(object.kind === 'Pod' ? 'pods' : 'services')
  try {
    const patch: unknown = JSON.parse(given)
    const before = { ...object }
    if (type === 'json') return jsonPatch(before, patch) as KubeObject
    if (type === 'strategic') return strategicPatch(before, patch, objectType(resource)) as KubeObject
    if (type === 'merge') return mergePatch(before, patch) as KubeObject
  } catch (error) {
    if (error instanceof SyntaxError) throw failure('Invalid JSON Patch')
    if (error instanceof PatchError) throw failure(error.message)
    throw error
  }
  throw failure(`invalid merge type: ${type}`)
}

function* create(shell: Shell, resource: string, object: KubeObject, dryRun: DryRun): Script<KubeObject> {
  const made = recorded(shell, object)
  const namespace = ownNamespace(shell)
  if (dryRun === 'client') return { ...made, metadata: { ...made.metadata, ...(namespace !== '' && { namespace }) } }
  const manager = managerOf(shell, 'kubectl-run')
  const answer = yield* ask({
    verb: 'create',
    resource,
    namespace: shell.namespace,
    body: withAnnotation(made, isSet(shell.flags, 'save-config')),
    options: { ...(manager !== '' && { fieldManager: manager }), ...(dryRun === 'server' && { dryRun: true }) }
  })
  if (good(answer)) return answer.body as KubeObject
  const problem = problemOf(answer, shell.host)
  throw new Failure(problem)
}
