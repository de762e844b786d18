import { isUsable } from './kubeconfig/connect'
import { targetOf, type Wants } from './kubeconfig/client'
import { printerOf } from './print/printer'
import { dryRunProblem } from './script/options'
import { text, type Kubectl, type Session } from './session'

/** What a command looks at before its own arguments, one after the other. */
type Check = Wants | 'dry-run' | 'printer' | 'builder'

/**
 * The order in which each command completes its options: who gives two wrong things hears of the first.
 * Models the Complete functions of kubectl/pkg/cmd, as the released kubectl 1.36 shows it.
 */
const orders: Readonly<Record<string, readonly Check[]>> = {
  annotate: ['dry-run', 'printer', 'namespace'],
  'api-resources': ['client'],
  'api-versions': ['client'],
  apply: ['client'],
  'apply edit-last-applied': ['namespace'],
  'apply set-last-applied': ['namespace'],
  'apply view-last-applied': ['namespace'],
  attach: ['namespace'],
  'auth can-i': ['client'],
  'auth reconcile': ['namespace'],
  'auth whoami': ['client'],
  autoscale: ['dry-run', 'client'],
  'certificate approve': ['printer', 'client'],
  'certificate deny': ['printer', 'client'],
  'cluster-info': ['client'],
  'cluster-info dump': ['client'],
  cordon: ['dry-run', 'client'],
  cp: ['namespace'],
  create: ['printer', 'client'],
  'create token': ['namespace'],
  debug: ['namespace'],
  delete: ['namespace'],
  describe: ['namespace'],
  diff: ['client'],
  drain: ['dry-run', 'client'],
  edit: ['namespace'],
  events: ['namespace'],
  exec: ['namespace'],
  explain: ['client'],
  expose: ['dry-run', 'printer', 'client'],
  get: ['namespace'],
  label: ['dry-run', 'namespace'],
  logs: ['namespace'],
  patch: ['dry-run', 'namespace'],
  'port-forward': ['namespace'],
  proxy: ['client'],
  replace: ['client'],
  'rollout history': ['namespace'],
  'rollout pause': ['namespace'],
  'rollout restart': ['namespace'],
  'rollout resume': ['namespace'],
  'rollout status': ['namespace'],
  'rollout undo': ['dry-run', 'namespace'],
  run: ['dry-run', 'client', 'printer'],
  scale: ['dry-run', 'printer', 'namespace'],
  'set env': ['dry-run', 'printer', 'client'],
  'set image': ['dry-run', 'printer', 'namespace'],
  'set resources': ['dry-run', 'printer', 'namespace'],
  'set selector': ['dry-run', 'printer', 'builder'],
  'set serviceaccount': ['dry-run', 'printer', 'namespace'],
  'set subject': ['dry-run', 'printer', 'namespace'],
  taint: ['namespace'],
  'top node': ['client'],
  'top pod': ['namespace'],
  uncordon: ['dry-run', 'client'],
  version: ['client'],
  wait: ['printer', 'client']
}

/** `create configmap` and its like. */
const generators: readonly Check[] = ['client']

/** Commands that count their arguments before anything else. */
const argumentsFirst: Readonly<
  Record<string, (session: Pick<Session, 'args' | 'rest' | 'dashed' | 'flags'>) => boolean>
> = {
  'api-resources': ({ args }) => args.length > 0,
  'api-versions': ({ args }) => args.length > 0,
  'auth can-i': ({ args, flags }) => (flags.list === true ? args.length > 0 : args.length < 2 || args.length > 3),
  'auth reconcile': hasNoFile,
  cordon: namesOrSelects,
  create: hasNoFile,
  diff: hasNoFile,
  drain: namesOrSelects,
  exec: ({ args, rest, dashed }) => !dashed && args.length === 1 && rest.length === 0,
  get: ({ args, flags }) => text(flags, 'raw') !== '' && args.length > 0,
  logs: ({ args, flags }) =>
    args.length > 2 || (args.length < 2 && (args.length === 0) === (text(flags, 'selector') === '')),
  'port-forward': ({ args }) => args.length < 2,
  'set selector': ({ args, flags }) => args.length === 0 || flags.local === true,
  'top node': ({ args }) => args.length > 1,
  'top pod': ({ args }) => args.length > 1,
  uncordon: namesOrSelects,
  version: ({ flags }) => flags.client === true
}

/** Nodes are either named or selected. */
function namesOrSelects({ args, flags }: Pick<Session, 'args' | 'flags'>): boolean {
  return (args.length === 0) === (text(flags, 'selector') === '')
}

function hasNoFile({ flags }: Pick<Session, 'flags'>): boolean {
  return flags.filename === undefined && text(flags, 'kustomize') === ''
}

/** Whether the command has what it needs to begin; if not, it has said what is wrong and ended. */
export function isComplete(kubectl: Kubectl, path: string): boolean {
  const { session } = kubectl
  const args = session.args.slice(path.slice(session.command.length).split(' ').filter(Boolean).length)
  if (argumentsFirst[path]?.({ ...session, args })) return true
  const isGenerator = path.startsWith('create ')
  if (isGenerator && args.length !== 1) return true
  const order = orders[path] ?? (isGenerator ? generators : [])
  return order.every((check) =>
    passes(kubectl, session.flags.raw === undefined || path === 'delete' ? check : 'client')
  )
}

/**
 * What looks for objects collects what is wrong with the configuration, and so says it in other words.
 * Models genericclioptions.ResourceBuilderFlags.ToBuilder.
 */
function isFound(kubectl: Kubectl): boolean {
  const { args, flags } = kubectl.session
  const resolved = targetOf(kubectl.context, kubectl.session, 'namespace')
  if (resolved.ok) return true
  const wrong = resolved.text.replace(/^error: /, '')
  const cluster = text(flags, 'cluster')
  // A kind that stands alone is looked up, which wants a client.
  const looked = args.length > 1 && !args[0]!.includes('/') && wrong === `no server found for cluster "${cluster}"`
  kubectl.warn(
    looked
      ? `cluster "${cluster}" does not exist\ninvalid configuration: ${wrong}\n`
      : `${wrong === resolved.text ? '' : 'Error in configuration: '}${wrong}\n`
  )
  kubectl.exit(1)
  return false
}

function passes(kubectl: Kubectl, check: Check): boolean {
  const { flags } = kubectl.session
  if (check === 'builder') return isFound(kubectl)
  if (check === 'namespace' || check === 'client') return isUsable(kubectl, check)
  if (check === 'dry-run') {
    const problem = dryRunProblem(flags)
    if (problem !== undefined) kubectl.fail(problem)
    return problem === undefined
  }
  if (text(flags, 'output') === '' && text(flags, 'template') === '') return true
  const printer = printerOf(kubectl, false)
  if (!printer.ok) kubectl.fail(printer.error)
  return printer.ok
}
