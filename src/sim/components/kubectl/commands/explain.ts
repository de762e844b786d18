import { explained } from '../explain/render'
import { placeOf } from '../../../api/explain/types'
import { groupOf, mappingOf } from '../resources'
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
  answer: (kubectl, _step, answer) => {
    if (answer.error !== undefined || answer.code >= 400) return kubectl.failWith(answer)
    print(kubectl)
  }
}

function print(kubectl: Kubectl): void {
  const { args, flags } = kubectl.session
  const [word = '', ...given] = (args[0] ?? '').replace(/\.$/, '').split('.')
  const found = mappingOf(kubectl.context, word)
  if (!found) {
    kubectl.warn(`the server doesn't have a resource type "${word}"\n`)
    return kubectl.exit(1)
  }
  if (found.warning !== undefined) kubectl.warn(`Warning: ${found.warning}\n`)
  const { mapping } = found
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
  const format = text(flags, 'output') || 'plaintext'
  const place = placeOf(group, version, mapping.kind.kind)
  if (place === undefined) {
    return kubectl.fail(`couldn't find resource for "${group}/${version}, Resource=${mapping.kind.plural}"`)
  }
  if (format !== 'plaintext' && format !== 'plaintext-openapiv2') {
    return kubectl.fail(`unrecognized format: ${format}`)
  }
  const page = explained({ group, version, kind: mapping.kind.kind }, place, path, isSet(flags, 'recursive'))
  kubectl.print(page.text)
  if (page.missing) return kubectl.fail(`field "${path.at(-1)}" does not exist`)
  kubectl.exit(0)
}
