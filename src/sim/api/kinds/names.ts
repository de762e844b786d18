import type { KindCode } from './kind'
import type { Problems } from './problems'

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`
const qualifiedPart = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'

const subdomainPattern = new RegExp(`^${subdomain}$`)
const labelPattern = new RegExp(`^${label}$`)
const qualifiedPattern = new RegExp(`^${qualifiedPart}$`)
const isSubdomain = (text: string): boolean => subdomainPattern.test(text)
const isLabel = (text: string): boolean => labelPattern.test(text)

const subdomainText = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`
const labelText = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`
const oldLabelText =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
const partText = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualifiedPart}')`
const valueText = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${qualifiedPart})?')`

/** What is wrong with a name; an empty list if nothing is. Models apimachinery/pkg/api/validation NameIsDNSSubdomain … */
export function nameProblems(name: string, rule: KindCode['name']): string[] {
  switch (rule) {
    case 'path':
      if (name === '.' || name === '..') return [`may not be '${name}'`]
      return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`)
    case 'label':
      return [...longer(name, 63), ...(isLabel(name) ? [] : [isSubdomain(name) ? 'must not contain dots' : labelText])]
    case 'label-1035':
      return [...longer(name, 63), ...(/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name) ? [] : [oldLabelText])]
    case 'any':
      return []
    default:
      return [...longer(name, 253), ...(isSubdomain(name) ? [] : [subdomainText])]
  }
}

const longer = (text: string, most: number): string[] =>
  text.length > most ? [`must be no more than ${most} characters`] : []

/** Models content.IsDNS1123Label. */
export const labelProblems = (text: string): string[] => nameProblems(text, 'label')

/** Models validation.IsValidPortName. */
export function portNameProblems(name: string): string[] {
  const found: string[] = []
  if (name.length > 15) found.push('must be no more than 15 characters')
  if (!/^[-a-z0-9]+$/.test(name)) found.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(name)) found.push('must contain at least one letter (a-z)')
  if (name.includes('--')) found.push('must not contain consecutive hyphens')
  if (name.startsWith('-') || name.endsWith('-')) found.push('must not begin or end with a hyphen')
  return found
}

/** `example.com/name`, `name`. Models content.IsQualifiedName. */
export function qualifiedNameProblems(key: string): string[] {
  const parts = key.split('/')
  if (parts.length > 2)
    return [`a valid label key ${partText} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  const name = parts.at(-1) ?? ''
  const found: string[] = []
  if (parts.length === 2) {
    const [prefix = ''] = parts
    if (prefix === '') found.push('prefix part must be non-empty')
    else if (!isSubdomain(prefix)) found.push(`prefix part ${subdomainText}`)
  }
  if (name === '') found.push('name part must be non-empty')
  else if (name.length > 63) found.push('name part must be no more than 63 bytes')
  if (!qualifiedPattern.test(name)) found.push(`name part ${partText}`)
  return found
}

export function labelValueProblems(value: string): string[] {
  const found: string[] = []
  if (value.length > 63) found.push('must be no more than 63 bytes')
  if (value !== '' && !qualifiedPattern.test(value)) found.push(valueText)
  return found
}

/** Models apimachinery/pkg/apis/meta/v1/validation ValidateLabels. */
export function validateLabels(
  labels: Readonly<Record<string, string>> | undefined,
  at: string,
  problems: Problems
): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    for (const text of qualifiedNameProblems(key)) problems.invalid(at, key, text)
    for (const text of labelValueProblems(value)) problems.invalid(at, value, text)
  }
}

/** Models content.IsDNS1123Subdomain. */
export const subdomainProblems = (text: string): string[] => nameProblems(text, undefined)

/** Models validation.IsDNS1035Label. */
export const oldLabelProblems = (text: string): string[] => nameProblems(text, 'label-1035')

/** `*.example.com`. Models validation.IsWildcardDNS1123Subdomain. */
export function wildcardProblems(text: string): string[] {
  if (text.startsWith('*.') && isSubdomain(text.slice(2))) return longer(text, 253)
  return [
    ...longer(text, 253),
    `a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.${subdomain}')`
  ]
}

/** A name with at least three parts. Models validation.IsFullyQualifiedName. */
export function validateQualifiedName(field: string, name: string, problems: Problems): void {
  if (name === '') return problems.required(field)
  const wrong = subdomainProblems(name)
  if (wrong.length > 0) return problems.invalid(field, name, wrong.join(','))
  if (name.split('.').length < 3)
    problems.invalid(field, name, 'should be a domain with at least three segments separated by dots')
}

/** `example.com/key`. Models validation.IsDomainPrefixedKey. */
export function validatePrefixedKey(field: string, key: string, problems: Problems): void {
  if (key === '') return problems.required(field)
  const wrong = qualifiedNameProblems(key)
  for (const text of wrong) problems.invalid(field, key, text)
  if (wrong.length === 0 && key.split('/').length !== 2)
    problems.invalid(field, key, 'must be a domain-prefixed key (such as "acme.io/foo")')
}

/** `example.com/some/path`. Models validation.IsDomainPrefixedPath. */
export function validatePrefixedPath(field: string, path: string, problems: Problems): void {
  if (path === '') return problems.required(field)
  const slash = path.indexOf('/')
  if (slash <= 0 || slash === path.length - 1)
    return problems.invalid(field, path, 'must be a domain-prefixed path (such as "acme.io/foo")')
  const [host, rest] = [path.slice(0, slash), path.slice(slash + 1)]
  for (const text of subdomainProblems(host)) problems.invalid(field, host, text)
  if (!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(rest))
    problems.invalid(field, rest, "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')")
}

/** Models validation.IsConfigMapKey. */
export function configKeyProblems(key: string): string[] {
  const found = longer(key, 253)
  if (!/^[-._a-zA-Z0-9]+$/.test(key))
    found.push(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
    )
  if (key === '.' || key === '..') found.push(`must not be '${key}'`)
  else if (key.startsWith('..')) found.push("must not start with '..'")
  return found
}

/** Models validation.IsCIdentifier. */
export const identifierProblems = (text: string): string[] =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)
    ? []
    : [
        "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')"
      ]

/** Models validation.IsHTTPHeaderName. */
export const headerProblems = (text: string): string[] =>
  /^[-A-Za-z0-9]+$/.test(text)
    ? []
    : [
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"
      ]

/** Models validation.IsRelaxedEnvVarName. */
export function variableProblems(name: string): string[] {
  const found = name === '' ? ['environment variable name must be non-empty'] : []
  if (!/^[ -<>-~]*$/.test(name))
    found.push("a valid environment variable name must consist only of printable ASCII characters other than '='")
  return found
}

/** Models apimachinery/pkg/apis/meta/v1/validation ValidateLabelName. */
export function validateLabelName(key: string, field: string, problems: Problems): void {
  for (const text of qualifiedNameProblems(key)) problems.invalid(field, key, text)
}
