import { base64 } from '../../../../api/base64'
import { fieldsOf, stanza, type Fields, type Section } from '../../kubeconfig/config'
import { modifyCurrent, modifyStanza, startingConfig } from '../../kubeconfig/load'
import { isSet, type Command, type Kubectl } from '../../session'
import { wrongArguments } from './wrong'

/** `kubectl config set PROPERTY VALUE`: a field by its path. Models cmd/config/set.go. */
export const setProperty: Command = {
  start: (kubectl) => {
    const { args } = kubectl.session
    if (args.length !== 2) return wrongArguments(kubectl, 'config set')
    const [path, value] = args as [string, string]
    if (value === '') return kubectl.fail('you cannot use set to unset a property')
    if (path === '') return kubectl.fail('you must specify a property')
    const wrong = write(kubectl, path, value)
    if (wrong !== null) return kubectl.fail(wrong)
    kubectl.print(`Property ${JSON.stringify(path)} set.\n`)
    kubectl.exit(0)
  }
}

/** `kubectl config unset PROPERTY`. */
export const unsetProperty: Command = {
  start: (kubectl) => {
    const { args } = kubectl.session
    if (args.length !== 1) return wrongArguments(kubectl, 'config unset')
    const [path] = args as [string]
    if (path === '') return kubectl.fail('you must specify a property')
    const wrong = write(kubectl, path, null)
    if (wrong !== null) return kubectl.fail(wrong)
    kubectl.print(`Property ${JSON.stringify(path)} unset.\n`)
    kubectl.exit(0)
  }
}

/** Go's types, as its errors name them. */
const goTypes: Readonly<Record<string, string>> = {
  '': 'api.Config',
  clusters: 'api.Cluster',
  users: 'api.AuthInfo',
  contexts: 'api.Context'
}
const sections: ReadonlySet<string> = new Set(['clusters', 'users', 'contexts'])
const booleans: ReadonlySet<string> = new Set(['insecure-skip-tls-verify', 'disable-compression'])
const lists: ReadonlySet<string> = new Set(['as-groups'])

/** Null is well; `value` null unsets. */
function write(kubectl: Kubectl, path: string, value: string | null): string | null {
  const config = startingConfig(kubectl)
  if (!config.ok) return config.error
  const parts = path.split('.')
  const [first = '', ...rest] = parts
  if (first === 'current-context') {
    if (rest.length > 0) return `unable to parse one or more field values of ${path}`
    modifyCurrent(kubectl, value ?? '')
    return null
  }
  if (!sections.has(first)) return `unable to parse ${path} after [] at ${goTypes['']}`
  const section = first as Section
  const known = fieldsOf[section].map((field) => field.replace('!', ''))
  if (rest.length === 0) {
    if (value !== null) return `can't set a map to a value: map[]`
    for (const name of config.value[section].keys()) modifyStanza(kubectl, section, name, null)
    return null
  }
  // A name may hold dots: it ends where a field's name begins.
  const at = rest.slice(1).findIndex((part) => known.includes(part)) + 1
  const name = at === 0 ? rest.join('.') : rest.slice(0, at).join('.')
  const field = at === 0 ? undefined : rest[at]
  const before = config.value[section].get(name)
  if (field === undefined) {
    if (value !== null) return `can't set a map to a value: map[]`
    modifyStanza(kubectl, section, name, null)
    return null
  }
  if (value === null && !before) return `current map key \`${name}\` is invalid`
  if (at + 1 < rest.length) return `unable to parse one or more field values of ${path}`
  const next = valueOf(kubectl, field, value)
  if (!('value' in next)) return next.error
  modifyStanza(kubectl, section, name, stanza(section, { ...(before ?? emptyFields), [field]: next.value }))
  return null
}

const emptyFields: Fields = Object.freeze({})

function valueOf(
  { session }: Kubectl,
  field: string,
  value: string | null
): { readonly value: unknown } | { readonly error: string } {
  if (value === null) return { value: undefined }
  if (booleans.has(field)) {
    if (/^(?:1|t|T|TRUE|true|True)$/.test(value)) return { value: true }
    if (/^(?:0|f|F|FALSE|false|False)$/.test(value)) return { value: false }
    return { error: `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax` }
  }
  if (lists.has(field)) return { error: 'unrecognized slice type. string' }
  if (field.endsWith('-data')) {
    if (isSet(session.flags, 'set-raw-bytes')) return { value: base64(value) }
    if (!/^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(value)) {
      const bad = /[^A-Za-z0-9+/=]/.exec(value)?.index ?? Math.floor(value.length / 4) * 4
      return { error: `error decoding input value: illegal base64 data at input byte ${bad}` }
    }
  }
  return { value }
}
