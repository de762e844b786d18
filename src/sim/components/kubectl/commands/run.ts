import type { KubeObject } from '../../../api/types'
import type { FlagSpecs } from '../command-line'
import { good } from '../errors'
import { formatted } from '../print/output'
import { findResource, objectName } from '../../../api/scheme'
import { isSet, list, text, type Command } from '../session'

const flags: FlagSpecs = {
  image: { kind: 'string' },
  'image-pull-policy': { kind: 'string' },
  port: { kind: 'string' },
  env: { kind: 'list' },
  labels: { kind: 'string', short: 'l' },
  restart: { kind: 'string' },
  command: { kind: 'bool' },
  overrides: { kind: 'string' },
  'dry-run': { kind: 'string', bare: 'unchanged' },
  output: { kind: 'string', short: 'o' },
  rm: { kind: 'bool' },
  stdin: { kind: 'bool', short: 'i' },
  tty: { kind: 'bool', short: 't' },
  quiet: { kind: 'bool', short: 'q' },
  attach: { kind: 'bool' }
}

/** A repository name, a tag, a digest. Models github.com/distribution/distribution/reference. */
const reference =
  /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/

export const labelsFrom = (given: string): Record<string, string> =>
  Object.fromEntries(given.split(',').map((pair) => [pair.split('=')[0]!, pair.split('=').slice(1).join('=')]))

/** Deep merge of `--overrides` into the generated object; lists are replaced. */
function merged(base: unknown, over: unknown): unknown {
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isMap(base) || !isMap(over)) return over
  const result: Record<string, unknown> = { ...base }
  for (const key of Object.keys(over)) {
    if (over[key] === null) delete result[key]
    else result[key] = merged(base[key], over[key])
  }
  return result
}

/** `kubectl run`: one POST of a Pod. Models kubectl/pkg/generate/versioned/run.go BasicPod. */
export const runPod: Command = {
  keepsDash: true,
  flags,
  start: (kubectl) => {
    const { args, rest, flags: given } = kubectl.session
    const [name, ...words] = args
    const image = text(given, 'image')
    if (given.image === undefined) return kubectl.fail('required flag(s) "image" not set')
    if (name === undefined) return kubectl.fail("NAME is required for run\nSee 'kubectl run -h' for help and examples")
    if (image === '') return kubectl.fail('--image is required')
    if (!reference.test(image)) return kubectl.fail(`Invalid image name "${image}": invalid reference format`)
    const tail = [...words, ...rest]
    const env = list(given, 'env').map((pair) => ({
      name: pair.split('=')[0]!,
      value: pair.split('=').slice(1).join('=')
    }))
    const port = text(given, 'port')
    const policy = text(given, 'image-pull-policy')
    const labels = text(given, 'labels')
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: labels === '' ? { run: name } : labelsFrom(labels) },
      spec: {
        containers: [
          {
            name,
            image,
            ...(tail.length > 0 && (isSet(given, 'command') ? { command: tail } : { args: tail })),
            ...(env.length > 0 && { env }),
            ...(policy !== '' && { imagePullPolicy: policy }),
            ...(port !== '' && { ports: [{ containerPort: Number(port) }] }),
            ...(isSet(given, 'stdin') && { stdin: true, stdinOnce: true }),
            ...(isSet(given, 'tty') && { tty: true }),
            resources: {}
          }
        ],
        dnsPolicy: 'ClusterFirst',
        restartPolicy: text(given, 'restart') || 'Always'
      },
      status: {}
    }
    let body: unknown = pod
    if (text(given, 'overrides') !== '') {
      try {
        body = merged(pod, JSON.parse(text(given, 'overrides')))
      } catch {
        return kubectl.fail('Invalid JSON Patch')
      }
    }
    const dryRun = text(given, 'dry-run')
    if (dryRun === 'client' || dryRun === 'unchanged') {
      printCreated(kubectl, body as KubeObject, ' (dry run)')
      return kubectl.exit(0)
    }
    kubectl.ask(
      {
        verb: 'create',
        resource: 'pods',
        namespace: kubectl.namespace,
        body,
        options: { fieldManager: 'kubectl-run', ...(dryRun === 'server' && { dryRun: true }) }
      },
      { do: 'created' }
    )
  },
  answer: (kubectl, _step, answer) => {
    if (!good(answer)) return kubectl.failWith(answer)
    const isDry = answer.call.options?.dryRun === true
    printCreated(kubectl, answer.body as KubeObject, isDry ? ' (server dry run)' : '')
    kubectl.exit(0)
  }
}

/** `pod/nginx created`, or the object in the format that `-o` asks for. */
export function printCreated(
  { session, print }: Parameters<Command['start']>[0],
  object: KubeObject,
  suffix: string
): void {
  const output = text(session.flags, 'output')
  const found = findResource(object.kind)
  const name = found ? objectName(found, object.metadata.name) : object.metadata.name
  if (output === '') print(`${name} created${suffix}\n`)
  else if (output === 'name') print(`${name}\n`)
  else print(formatted(output, object) ?? '')
}
