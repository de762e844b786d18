import { formatTime } from '../../../api/timestamp'
import type { KubeObject } from '../../../api/types'
import { good } from '../errors'
import { ask } from '../script/effects'
import { errorString, Failure, failure, problemOf } from '../script/failure'
import { slice } from '../script/options'
import { printerOf } from '../script/printing'
import { scripted, type Script, type Shell } from '../script/script'
import { visit } from '../script/visit'
import { isSet, text, type Command } from '../session'

/** What a sub-command says of a request, and what must not have been said of it. Models kubectl/pkg/cmd/certificates. */
interface Verdict {
  readonly type: 'Approved' | 'Denied'
  readonly not: 'Approved' | 'Denied'
  readonly done: string
  readonly reason: string
  readonly message: string
}

interface Request extends KubeObject {
  readonly status: { readonly conditions?: readonly { readonly type: string }[] }
}

const resource = 'certificatesigningrequests'
/** A conflict is tried again so often. */
const maxRetries = 10

function* judge(shell: Shell, verdict: Verdict): Script {
  const { args } = shell
  const print = printerOf(shell, verdict.done)
  const files = slice(shell, 'filename').length > 0 || text(shell.flags, 'kustomize') !== ''
  if (args.length === 0 && !files) throw failure('one or more CSRs must be specified as <name> or -f <filename>')
  const words = args.map((name) => `${resource}/${name}`)
  const how = { files: true, latest: true, continueOnError: true }
  const found = yield* visit(shell, words, how, function* (info) {
    const { kind, group } = info.kind
    if (kind !== 'CertificateSigningRequest') {
      const what = group === '' ? kind : `${kind}.${group}`
      throw failure(`can only handle CertificateSigningRequest.certificates.k8s.io objects, got ${what}`)
    }
    yield* said(shell, info.name, verdict)
    print(info.object)
  })
  if (found === 0) shell.print('No resources found\n')
}

/** Adds the condition, unless it is there. */
function* said(shell: Shell, name: string, { type, not, reason, message }: Verdict): Script {
  for (let tries = 0; ; tries++) {
    const there = yield* ask({ verb: 'get', resource, name })
    if (there.code === 404)
      throw failure(`could not find v1 version of ${name}: ${errorString(problemOf(there, shell.host))}`)
    if (!good(there)) throw new Failure(problemOf(there, shell.host))
    const request = there.body as Request
    const conditions = request.status.conditions ?? []
    if (conditions.some((one) => one.type === not))
      throw failure(`certificate signing request ${JSON.stringify(name)} is already ${not}`)
    const has = conditions.some((one) => one.type === type)
    if (has && !isSet(shell.flags, 'force')) return
    const lastUpdateTime = formatTime(shell.now)
    const added = { type, status: 'True', reason, message, lastUpdateTime, lastTransitionTime: null }
    const body = { ...request, status: { ...request.status, conditions: has ? conditions : [...conditions, added] } }
    const answer = yield* ask({ verb: 'update', resource, name, subresource: 'approval', body })
    if (good(answer)) return
    if (answer.code !== 409 || tries >= maxRetries) throw new Failure(problemOf(answer, shell.host))
  }
}

const commandOf = (verdict: Verdict): Command => scripted((shell) => judge(shell, verdict))

export const certificates: Readonly<Record<string, Command>> = {
  'certificate approve': commandOf({
    type: 'Approved',
    not: 'Denied',
    done: 'approved',
    reason: 'KubectlApprove',
    message: 'This CSR was approved by kubectl certificate approve.'
  }),
  'certificate deny': commandOf({
    type: 'Denied',
    not: 'Approved',
    done: 'denied',
    reason: 'KubectlDeny',
    message: 'This CSR was denied by kubectl certificate deny.'
  })
}
