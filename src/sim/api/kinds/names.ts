import type { KindCode } from './kind'
import type { Problems } from './problems'

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`
const qualifiedPart = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'

const isSubdomain = (text: string): boolean => new RegExp(`^${subdomain}$`).test(text)
const isLabel = (text: string): boolean => new RegExp(`^${label}$`).test(text)

const subdomainText = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`
const labelText = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`
const partText = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualifiedPart}')`
const valueText = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${qualifiedPart})?')`

/** What is wrong with a name; an empty list if nothing is. Models apimachinery/pkg/api/validation NameIsDNSSubdomain … */
export function nameProblems(name: string, rule: KindCode['name']): string[] {
  switch (rule) {
    case 'path':
      if (name === '.' || name === '..') return [`may not be '${name}'`]
      return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`)
    case 'label':
      return [...longer(name, 63), ...(isLabel(name) ? [] : [labelText])]
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
    return [
      `a qualified name ${partText.replace(')', '')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`
    ]
  const name = parts.at(-1) ?? ''
  const found: string[] = []
  if (parts.length === 2) {
    const [prefix = ''] = parts
    if (prefix === '') found.push('prefix part must be non-empty')
    else if (!isSubdomain(prefix)) found.push(`prefix part ${subdomainText}`)
  }
  if (name === '') found.push('name part must be non-empty')
  else if (name.length > 63) found.push('name part must be no more than 63 bytes')
  if (!new RegExp(`^${qualifiedPart}$`).test(name)) found.push(`name part ${partText}`)
  return found
}

export function labelValueProblems(value: string): string[] {
  const found: string[] = []
  if (value.length > 63) found.push('must be no more than 63 bytes')
  if (value !== '' && !new RegExp(`^${qualifiedPart}$`).test(value)) found.push(valueText)
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
