import { formatTime, parseTime } from '../../api/timestamp'
import { base64, base64Decode } from '../../api/base64'
import type { Secret } from '../../api/types'
import type { Call } from '../../client-go/transport'
import { apiEntrance } from '../../cluster'
import { parseDuration } from '../../../base/duration'
import { machineOf } from '../../protocol'
import { api, Failure, type Script, type Shell } from './script'
import { errorOf, isGood, listed, stackHint } from './api'
import { isSet, option, table, words } from './line'

/** Models bootstraptoken/v1: how a token is written. */
const form = /^([a-z0-9]{6})\.([a-z0-9]{16})$/

const valued = ['--ttl', '--description', '--kubeconfig', '--groups', '--usages', '--config']

/** `kubeadm token create | list | delete`: Secrets of their own type, by which nodes that join say who they are. */
export function* token(shell: Shell): Script<number> {
  const [, , verb = '', given = ''] = words(shell.argv, valued)
  if (verb === 'create') return yield* create(shell, given)
  if (verb === 'list') return yield* list(shell)
  if (verb === 'delete') return yield* remove(shell, given)
  if (verb === 'generate') {
    shell.print(`${newToken(shell)}\n`)
    return 0
  }
  throw new Failure('error: missing subcommand; "token" is not meant to be run on its own\n')
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
function newToken(shell: Shell): string {
  const draw = (length: number) =>
    Array.from({ length }, () => letters[Math.floor(shell.random() * letters.length)]).join('')
  return `${draw(6)}.${draw(16)}`
}

/** What the certificate of the cluster's authority hashes to: the lab keeps no bytes of it, so it is a name of the cluster. */
export const caHash = 'sha256:61d8a54b0c78fbfa08d7863c7e7719f6a35c89bba744e2be98ba60c834c88644'

export const joinLine = (shell: Shell, text: string): string => {
  const { cluster } = shell
  const host = cluster.addresses[machineOf(apiEntrance(cluster))] ?? ''
  return `kubeadm join ${host}:6443 --token ${text} --discovery-token-ca-cert-hash ${caHash} `
}

function* create(shell: Shell, given: string): Script<number> {
  const text = given === '' ? newToken(shell) : given
  const [, id = '', secret = ''] = form.exec(text) ?? []
  if (id === '')
    throw new Failure(
      `error: the bootstrap token "${text}" was not of the form "\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z"\n${stackHint}`
    )
  const ttl = parseDuration(option(shell.argv, '--ttl') ?? '24h0m0s')
  if (!ttl.ok) throw new Failure(`error: invalid argument for "--ttl" flag: ${ttl.error}\n`)
  const encoded = (entries: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, base64(value)]))
  const description = option(shell.argv, '--description')
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
    type: 'bootstrap.kubernetes.io/token',
    data: encoded({
      'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
      ...(description !== undefined && { description }),
      ...(ttl.value > 0 && { expiration: formatTime(shell.now + ttl.value) }),
      'token-id': id,
      'token-secret': secret,
      'usage-bootstrap-authentication': 'true',
      'usage-bootstrap-signing': 'true'
    })
  }
  const answer = yield* api({ verb: 'create', resource: 'secrets', namespace: 'kube-system', body } as Call)
  if (!isGood(answer))
    throw new Failure(
      `error: failed to create a bootstrap token: ${errorOf(shell, answer, '/api/v1/namespaces/kube-system/secrets')}\n${stackHint}`
    )
  shell.print(isSet(shell.argv, '--print-join-command') ? `${joinLine(shell, text)}\n` : `${text}\n`)
  return 0
}

const decoded = ({ data = {} }: Secret, key: string): string => {
  const { [key]: value } = data
  return value === undefined ? '' : base64Decode(value)
}

/** Tokens that the cluster knows. */
export function* tokens(shell: Shell): Script<readonly Secret[]> {
  const secrets = yield* listed<Secret>(shell, { verb: 'list', resource: 'secrets', namespace: 'kube-system' })
  return secrets.filter(({ type }) => type === 'bootstrap.kubernetes.io/token')
}

export const textOf = (secret: Secret): string => `${decoded(secret, 'token-id')}.${decoded(secret, 'token-secret')}`

/** Microseconds of the wall clock; undefined: it holds for ever. */
export const expiryOf = (secret: Secret): number | undefined => {
  const text = decoded(secret, 'expiration')
  return text === '' ? undefined : parseTime(text)
}

function* list(shell: Shell): Script<number> {
  const rows = (yield* tokens(shell)).map((secret) => {
    const expires = decoded(secret, 'expiration')
    const left = expires === '' ? '<forever>' : ttlText(parseTime(expires) - shell.now)
    return [
      textOf(secret),
      left,
      expires === '' ? '<never>' : expires,
      'authentication,signing',
      decoded(secret, 'description') || '<none>',
      decoded(secret, 'auth-extra-groups') || '<none>'
    ]
  })
  if (rows.length > 0)
    shell.print(table([['TOKEN', 'TTL', 'EXPIRES', 'USAGES', 'DESCRIPTION', 'EXTRA GROUPS'], ...rows]))
  return 0
}

/** Models duration.ShortHumanDuration. */
function ttlText(left: number): string {
  const seconds = Math.trunc(left / 1e6)
  if (seconds < 0) return '<invalid>'
  if (seconds < 60) return `${seconds}s`
  return seconds < 3_600 ? `${Math.trunc(seconds / 60)}m` : `${Math.trunc(seconds / 3_600)}h`
}

function* remove(shell: Shell, given: string): Script<number> {
  if (given === '')
    throw new Failure(
      'error: missing argument; "token delete" is missing token of form ["^([a-z0-9]{6})$"] or ["^([a-z0-9]{6})\\.([a-z0-9]{16})$"]\n'
    )
  const id = given.split('.')[0]!
  const answer = yield* api({
    verb: 'delete',
    resource: 'secrets',
    namespace: 'kube-system',
    name: `bootstrap-token-${id}`
  } as Call)
  if (!isGood(answer))
    throw new Failure(`error: failed to delete bootstrap token "${id}": ${errorOf(shell, answer, '')}\n${stackHint}`)
  shell.print(`bootstrap token "${id}" deleted\n`)
  return 0
}
