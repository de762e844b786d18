import { seconds } from '../../../../base/time'
import { createClient, type Call } from '../../../client-go/transport'
import { unknownUser } from '../../kube-apiserver/messages'
import { parseSeconds } from '../command-line'
import { discoveryTries, sayUndiscovered } from '../undiscovered'
import { errorText, plainError, type Answer } from '../errors'
import { text, type Kubectl } from '../session'
import { traceConnect } from '../trace'
import { targetOf, type Resolved, type Wants } from './client'
import { readFile } from './files'
import { precedence } from './load'
import { triesInVain } from './neighbours'
import { unreachable } from './reach'
import type { Target } from './target'

/** Reads the kubeconfig, so that requests can go out; false: there is no way, and the command has ended. */
export function connect(kubectl: Kubectl): boolean {
  const resolved = targetOf(kubectl.context, kubectl.session)
  if (!resolved.ok) return refused(kubectl, resolved)
  settle(kubectl, resolved.value)
  return true
}

/** Whether the kubeconfig gives what is wanted of it; if not, the command has ended. */
export function isUsable(kubectl: Kubectl, wants: Wants): boolean {
  const resolved = targetOf(kubectl.context, kubectl.session, wants)
  return resolved.ok || refused(kubectl, resolved)
}

function refused(kubectl: Kubectl, resolved: Resolved & { readonly ok: false }): false {
  if (resolved.asks !== undefined) kubectl.print(resolved.asks)
  kubectl.warn(`${resolved.text}\n`)
  kubectl.exit(kubectl.session.command === 'diff' ? 2 : 1)
  return false
}

/** The namespace that the kubeconfig names; what is wrong with it shows when something is asked. */
export function namespaceOf(kubectl: Kubectl): string {
  const resolved = targetOf(kubectl.context, kubectl.session)
  return resolved.ok ? resolved.value.namespace : 'default'
}

function settle(kubectl: Kubectl, target: Target): void {
  const { context, session } = kubectl
  session.target = target
  const { files } = precedence(kubectl)
  const there = files.filter((path) => readFile(context, session, path) !== undefined)
  traceConnect(session, there, (level, line) => kubectl.log(level, line))
  const user = target.user ?? unknownUser
  const server = context.servers.get(target.host)
  const { client } = session
  if (user !== client.user || (server !== undefined && server !== client.server)) {
    session.client = createClient(
      context.self,
      context.incarnation,
      server ?? client.server,
      user,
      'kubectl',
      client.name
    )
  }
  const away = unreachable(context, target)
  if (!away) return
  // What it has learned of a server is kept by the server's address; these two ask anew.
  const tries = server === undefined ? discoveryTries(kubectl) : session.command.startsWith('api-') ? 1 : 0
  const limit = seconds(parseSeconds(text(session.flags, 'request-timeout')) || 0)
  const count = Math.max(1, tries)
  const { errors, took } =
    away.neighbour === undefined
      ? { errors: Array.from({ length: count }, () => away.error), took: away.after * count }
      : triesInVain(context, away.neighbour, limit, count)
  session.away = { ...(away.status !== undefined && { status: away.status }), errors, took, tries }
}

/** What comes of a request to where no server is; null: the command gives up, for it does not know what is served. */
export function answerInVain(kubectl: Kubectl, call: Call): Answer | null {
  const { session, context } = kubectl
  const { url, host } = session.target!
  const { errors, status, tries } = session.away!
  const error = errors.at(-1)!
  if (status !== undefined) {
    const of = call.path === undefined ? ` (${call.verb} ${[call.resource, call.name].filter(Boolean).join(' ')})` : ''
    const message = `the server rejected our request for an unknown reason${of}`
    return { call, code: status, body: { kind: 'Status', code: status, reason: 'BadRequest', message } }
  }
  if (tries === 0) return { call, code: 0, body: null, error, url }
  const within = call.within !== undefined && { within: call.within }
  const path = '/api?timeout=32s'
  const asked = (why: string): Answer => ({
    call: { verb: 'get', resource: '', path, ...within },
    code: 0,
    body: null,
    error: why,
    url
  })
  for (const why of errors) sayUndiscovered(kubectl, 1, plainError(asked(why), host))
  giveUp(kubectl, errorText(asked(error), context.host), plainError(asked(error), host))
  return null
}

/** The end of a command that could not learn what is served. */
export function giveUp(kubectl: Kubectl, whole: string, plain: string): void {
  const { command, args, flags } = kubectl.session
  const [file] = Array.isArray(flags.filename) ? flags.filename : []
  if (command === 'cluster-info') {
    kubectl.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
  }
  if (command === 'auth can-i') kubectl.warn(`Warning: the server doesn't have a resource type '${args[1] ?? ''}'\n\n`)
  const unrecognized = `unable to recognize ${JSON.stringify(file ?? '')}: ${plain}`
  kubectl.warn(
    `${
      command === 'api-versions'
        ? `error: couldn't get available api versions from server: ${plain}`
        : file === undefined
          ? whole
          : command === 'get'
            ? unrecognized
            : `error: ${unrecognized}`
    }\n`
  )
  kubectl.exit(command === 'diff' ? 2 : 1)
}
