import { placeOf, typeAt } from '../../../api/explain/types'
import { findKind } from '../../../api/scheme'
import type { CustomDocument } from '../../../api/structural/openapi'
import { discover, discovered } from '../discovery'
import { typesIn, type Gvk, type Types } from '../explain/custom'
import { explainedOlder } from '../explain/older'
import { explained } from '../explain/render'
import { groupOf, mappingOf, servedKinds } from '../resources'
import { isSet, text, type Command, type Kubectl } from '../session'

/** `kubectl explain TYPE.FIELD`: what a server's OpenAPI documents say of it. Models kubectl/pkg/cmd/explain. */
export const explain: Command = {
  reads: true,
  start: (kubectl) => {
    const { args } = kubectl.session
    if (args.length === 0) {
      return kubectl.fail(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.'
      )
    }
    if (args.length > 1) return kubectl.fail('We accept only this format: explain RESOURCE')
    kubectl.ask({ verb: 'get', resource: '', path: '/openapi/v3?timeout=32s' }, { do: 'documents' })
  },
  answer: (kubectl, { do: does }, answer) => {
    if (does === 'discovery') {
      if (discovered(kubectl, { do: does }, answer)) find(kubectl, true)
      return
    }
    // A server without v3 may have v2. Models renderOpenAPIV2 of cmd/explain.
    if (does === 'documents' && answer.error !== undefined)
      return kubectl.ask({ verb: 'get', resource: '', path: '/openapi/v2?timeout=32s' }, { do: 'older' })
    if (answer.error !== undefined || answer.code >= 400) return kubectl.failWith(answer)
    if (does !== 'document') return find(kubectl, kubectl.context.discovered !== null)
    const { kind, path } = subjectOf(kubectl)!
    const { custom } = answer.body as { readonly custom?: CustomDocument }
    const found = custom && typesIn(custom, kind)
    if (!found) return notFound(kubectl)
    print(kubectl, kind, found.types, found.place, path)
  }
}

/** What a command line means; undefined: no kind is named so. */
function subjectOf({ context, session: { args, flags } }: Kubectl) {
  const [word = '', ...given] = (args[0] ?? '').replace(/\.$/, '').split('.')
  const found = mappingOf(context, word)
  if (!found) return undefined
  const { mapping, warning } = found
  const asked = text(flags, 'api-version')
  const apiVersion = asked || mapping.apiVersion
  const group = groupOf(apiVersion)
  const version = apiVersion.slice(group === '' ? 0 : group.length + 1)
  // `deployments.apps.spec`: the group may stand behind the name.
  const groupWords = group === '' ? [] : group.split('.')
  const hasGroup =
    asked === '' &&
    word === mapping.kind.plural &&
    groupWords.length > 0 &&
    groupWords.every((part, i) => given[i] === part)
  const path = (hasGroup ? given.slice(groupWords.length) : given).filter((part) => part !== '')
  return {
    kind: { group, version, kind: mapping.kind.kind },
    plural: mapping.kind.plural,
    path,
    custom: findKind(mapping.kind.kind, mapping.apiVersion) === undefined,
    ...(warning !== undefined && { warning })
  }
}

function find(kubectl: Kubectl, looked: boolean): void {
  const { args } = kubectl.session
  const subject = subjectOf(kubectl)
  if (!subject) {
    if (!looked) return discover(kubectl)
    const [word = ''] = (args[0] ?? '').split('.')
    kubectl.warn(`the server doesn't have a resource type "${word}"\n`)
    return kubectl.exit(1)
  }
  if (subject.warning !== undefined) kubectl.warn(`Warning: ${subject.warning}\n`)
  const { kind, path, custom } = subject
  if (custom) {
    const document = `/openapi/v3/apis/${kind.group}/${kind.version}?timeout=32s`
    return kubectl.ask({ verb: 'get', resource: '', path: document }, { do: 'document' })
  }
  const place = placeOf(kind.group, kind.version, kind.kind)
  if (place === undefined) return notFound(kubectl)
  print(kubectl, kind, typeAt, place, path)
}

function notFound(kubectl: Kubectl): void {
  const { kind, plural } = subjectOf(kubectl)!
  const named = `${kind.group}/${kind.version}, Resource=${plural}`
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`
  // Of an aggregated server there need be none.
  const hasDocument = servedKinds({ discovered: null }).some(
    (one) => one.apiVersion === apiVersion || one.also.includes(apiVersion)
  )
  const format = formatOf(kubectl)
  // A format is looked for when there is a document to be put in it.
  if (hasDocument && !formats.has(format)) return kubectl.fail(`unrecognized format: ${format}`)
  kubectl.fail(hasDocument ? `GVR (${named}) not found in OpenAPI schema` : `couldn't find resource for "${named}"`)
}

const formats: ReadonlySet<string> = new Set(['plaintext', 'plaintext-openapiv2'])
const formatOf = ({ session }: Kubectl): string => text(session.flags, 'output') || 'plaintext'

function print(kubectl: Kubectl, kind: Gvk, types: Types, place: number, path: readonly string[]): void {
  const { flags } = kubectl.session
  const format = formatOf(kubectl)
  if (!formats.has(format)) return kubectl.fail(`unrecognized format: ${format}`)
  const page = (format === 'plaintext' ? explained : explainedOlder)(
    kind,
    types,
    place,
    path,
    isSet(flags, 'recursive')
  )
  kubectl.print(page.text)
  if (page.missing) return kubectl.fail(`field "${path.at(-1)}" does not exist`)
  kubectl.exit(0)
}
