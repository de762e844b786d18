import type { KubeObject } from '../../../api/types'
import { base64 } from '../../../api/base64'
import type { FlagSpecs } from '../command-line'
import { good, plainError } from '../errors'
import { int, list, text, type Command, type Kubectl } from '../session'
import { createFromFiles, filesAnswer } from './create-files'
import { printCreated } from './run'

const flags: FlagSpecs = {
  filename: { kind: 'list', short: 'f' },
  raw: { kind: 'string' },
  image: { kind: 'list' },
  replicas: { kind: 'int', short: 'r' },
  port: { kind: 'int' },
  selector: { kind: 'string' },
  'min-available': { kind: 'string' },
  'max-unavailable': { kind: 'string' },
  'from-literal': { kind: 'list' },
  value: { kind: 'int' },
  'global-default': { kind: 'bool' },
  description: { kind: 'string' },
  tcp: { kind: 'list' },
  'node-port': { kind: 'int' },
  validate: { kind: 'string', bare: 'strict' },
  'dry-run': { kind: 'string', bare: 'unchanged' },
  output: { kind: 'string', short: 'o' }
}

/** What a generator makes: the object and its resource; or a sentence about what is missing. */
type Generated = { resource: string; body: Record<string, unknown>; noun: string } | string

/** `kubectl create`: a POST of what a generator made, of each object of a file, or raw. */
export const create: Command = {
  keepsDash: true,
  flags,
  start: (kubectl) => {
    const { args, flags: given } = kubectl.session
    const raw = text(given, 'raw')
    if (raw !== '') return createRaw(kubectl, raw)
    if (list(given, 'filename').length > 0) return createFromFiles(kubectl)
    const [kind = '', ...names] = args
    if (kind === '') return kubectl.fail('must specify one of -f and -k')
    const generate = generators[kind]
    if (!generate) {
      return kubectl.fail(
        `unknown command "${kind}" for "kubectl create"\nSee 'kubectl create -h' for help and examples`
      )
    }
    const made = generate(kubectl, names)
    if (typeof made === 'string') return kubectl.fail(made)
    const { resource, body, noun } = made
    const dryRun = text(given, 'dry-run')
    if (dryRun === 'client' || dryRun === 'unchanged') {
      printCreated(kubectl, body as typeof body & KubeObject, ' (dry run)', true)
      return kubectl.exit(0)
    }
    const namespaced = resource !== 'namespaces' && resource !== 'priorityclasses'
    kubectl.ask(
      {
        verb: 'create',
        resource,
        ...(namespaced && { namespace: kubectl.namespace }),
        body,
        options: {
          fieldManager: 'kubectl-create',
          fieldValidation: 'Strict',
          ...(dryRun === 'server' && { dryRun: true })
        }
      },
      { do: 'created', noun }
    )
  },
  answer: (kubectl, step, answer) => {
    if (step.do === 'raw') {
      if (!good(answer)) return kubectl.failWith(answer)
      kubectl.print(`${JSON.stringify(answer.body)}\n`)
      return kubectl.exit(0)
    }
    if (step.do !== 'created') return filesAnswer(kubectl, step, answer)
    if (!good(answer))
      return kubectl.fail(`failed to create ${String(step.noun)}: ${plainError(answer, kubectl.context.host)}`)
    printCreated(kubectl, answer.body as KubeObject, answer.call.options?.dryRun ? ' (server dry run)' : '', false)
    kubectl.exit(0)
  }
}

const needsName = (command: string, n: number): string =>
  `exactly one NAME is required, got ${n}\nSee 'kubectl create ${command} -h' for help and examples`

const generators: Readonly<Record<string, (kubectl: Kubectl, names: readonly string[]) => Generated>> = {
  deployment: ({ session }, names) => deployment(session.flags, names),
  deploy: ({ session }, names) => deployment(session.flags, names),
  pdb: ({ session }, names) => pdb(session.flags, names),
  poddisruptionbudget: ({ session }, names) => pdb(session.flags, names),
  configmap: ({ session }, names) => configMap(session.flags, names),
  cm: ({ session }, names) => configMap(session.flags, names),
  secret: ({ session }, [type, ...names]) => {
    if (type !== 'generic') return `unknown command "${type ?? ''}" for "kubectl create secret"`
    if (names.length !== 1) return needsName('secret generic', names.length)
    const encoded = Object.entries(literals(session.flags)).map(([key, value]) => [key, base64(value)])
    const body = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: names[0] },
      type: 'Opaque',
      data: Object.fromEntries(encoded)
    }
    return { resource: 'secrets', noun: 'secret', body }
  },
  namespace: (_kubectl, names) => namespace(names),
  ns: (_kubectl, names) => namespace(names),
  serviceaccount: (_kubectl, names) => serviceAccount(names),
  sa: (_kubectl, names) => serviceAccount(names),
  priorityclass: ({ session: { flags: given } }, names) => {
    if (names.length !== 1) return needsName('priorityclass', names.length)
    const body = {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: names[0] },
      value: int(given, 'value') ?? 0,
      ...(given['global-default'] === true && { globalDefault: true }),
      ...(text(given, 'description') !== '' && { description: text(given, 'description') })
    }
    return { resource: 'priorityclasses', noun: 'priorityclass', body }
  },
  service: ({ session }, [type = '', ...names]) => service(session.flags, type, names),
  svc: ({ session }, [type = '', ...names]) => service(session.flags, type, names)
}

type Given = Kubectl['session']['flags']

function deployment(given: Given, names: readonly string[]): Generated {
  const images = list(given, 'image')
  if (images.length === 0) return 'required flag(s) "image" not set'
  if (names.length !== 1) return needsName('deployment', names.length)
  const name = names[0]!
  const labels = { app: name }
  const port = int(given, 'port')
  const containers = images.map((image) => ({
    name: image
      .split('/')
      .at(-1)!
      .split('@')[0]!
      .split(':')[0]!
      .replace(/[^a-z0-9]+/gi, '-'),
    image,
    ...(port !== undefined && { ports: [{ containerPort: port }] }),
    resources: {}
  }))
  const body = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: {
      replicas: int(given, 'replicas') ?? 1,
      selector: { matchLabels: labels },
      strategy: {},
      template: { metadata: { labels }, spec: { containers } }
    },
    status: {}
  }
  return { resource: 'deployments', noun: 'deployment', body }
}

const numberOrPercent = (given: string): string | number => (/^\d+$/.test(given) ? Number(given) : given)

function pdb(given: Given, names: readonly string[]): Generated {
  if (names.length !== 1) return needsName('poddisruptionbudget', names.length)
  const least = text(given, 'min-available')
  const most = text(given, 'max-unavailable')
  if (text(given, 'selector') === '') return 'a selector must be specified'
  if (least === '' && most === '') return 'one of min-available or max-unavailable must be specified'
  if (least !== '' && most !== '') return 'min-available and max-unavailable cannot be both specified'
  const matchLabels = Object.fromEntries(
    text(given, 'selector')
      .split(',')
      .map((pair) => pair.split('=') as [string, string])
  )
  const body = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: names[0] },
    spec: {
      ...(least === '' ? { maxUnavailable: numberOrPercent(most) } : { minAvailable: numberOrPercent(least) }),
      selector: { matchLabels }
    },
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 }
  }
  return { resource: 'poddisruptionbudgets', noun: 'poddisruptionbudgets', body }
}

const literals = (given: Given): Record<string, string> =>
  Object.fromEntries(
    list(given, 'from-literal').map((pair) => [pair.split('=')[0]!, pair.split('=').slice(1).join('=')])
  )

function configMap(given: Given, names: readonly string[]): Generated {
  if (names.length !== 1) return needsName('configmap', names.length)
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: names[0] }, data: literals(given) }
  return { resource: 'configmaps', noun: 'configmap', body }
}

function namespace(names: readonly string[]): Generated {
  if (names.length !== 1) return needsName('namespace', names.length)
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: names[0] }, spec: {}, status: {} }
  return { resource: 'namespaces', noun: 'namespace', body }
}

function serviceAccount(names: readonly string[]): Generated {
  if (names.length !== 1) return needsName('serviceaccount', names.length)
  return {
    resource: 'serviceaccounts',
    noun: 'serviceaccount',
    body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: names[0] } }
  }
}

const serviceTypes: Readonly<Record<string, string>> = {
  clusterip: 'ClusterIP',
  nodeport: 'NodePort',
  loadbalancer: 'LoadBalancer'
}

function service(given: Given, type: string, names: readonly string[]): Generated {
  const kind = serviceTypes[type]
  if (!kind) return `unknown command "${type}" for "kubectl create service"`
  if (names.length !== 1) return needsName(`service ${type}`, names.length)
  const ports = list(given, 'tcp').map((pair) => {
    const [port = '', target = port] = pair.split(':')
    const nodePort = int(given, 'node-port')
    return {
      name: pair.replace(':', '-'),
      port: Number(port),
      protocol: 'TCP',
      targetPort: numberOrPercent(target),
      ...(nodePort !== undefined && { nodePort })
    }
  })
  if (ports.length === 0) return 'at least one tcp port specifier must be provided'
  const labels = { app: names[0] }
  const body = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: names[0], labels },
    spec: { ports, selector: labels, type: kind },
    status: { loadBalancer: {} }
  }
  return { resource: 'services', noun: `${kind} service`, body }
}

/** `kubectl create --raw <path> -f -`: POSTs what is piped in, here only to a pod's eviction. */
function createRaw(kubectl: Kubectl, path: string): void {
  const found = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/eviction$/.exec(path)
  if (!found) return kubectl.fail('only a pod’s eviction can be created with --raw here')
  let body: unknown = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: found[2], namespace: found[1] } }
  if (kubectl.session.stdin !== '') {
    try {
      body = JSON.parse(kubectl.session.stdin)
    } catch {
      return kubectl.fail('the body is not JSON')
    }
  }
  kubectl.ask(
    { verb: 'create', resource: 'pods', namespace: found[1]!, name: found[2]!, subresource: 'eviction', body },
    { do: 'raw' }
  )
}
