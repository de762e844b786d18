import { validateIP } from '../addresses'
import { subdomainProblems } from '../names'
import { list, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'

const loose = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const loosePattern = new RegExp(`^${loose}(\\.${loose})*$`)

/** Models validation.IsDNS1123SubdomainWithUnderscore. */
function searchProblems(name: string): string[] {
  const found = name.length > 253 ? ['must be no more than 253 characters'] : []
  if (!loosePattern.test(name))
    found.push(
      `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${loose}(\\.${loose})*')`
    )
  return found
}

/** Models core/validation validatePodDNSConfig. */
export function validateDNS(spec: Part, at: string, problems: Problems): void {
  const config = part(spec.dnsConfig)
  const here = `${at}.dnsConfig`
  const servers = texts(config?.nameservers)
  if (spec.dnsPolicy === 'None') {
    if (!config) return problems.required(here, 'must provide `dnsConfig` when `dnsPolicy` is None')
    if (servers.length === 0)
      return problems.required(
        `${here}.nameservers`,
        'must provide at least one DNS nameserver when `dnsPolicy` is None'
      )
  }
  if (!config) return
  if (servers.length > 3) problems.invalid(`${here}.nameservers`, servers, 'must not have more than 3 nameservers')
  servers.forEach((server, i) => validateIP(server, `${here}.nameservers[${i}]`, problems))
  const searches = texts(config.searches)
  if (searches.length > 32) problems.invalid(`${here}.searches`, searches, 'must not have more than 32 search paths')
  if (searches.join(' ').length > 2048)
    problems.invalid(
      `${here}.searches`,
      searches,
      'must not have more than 2048 characters (including spaces) in the search list'
    )
  searches.forEach((search, i) => {
    const name = search.replace(/\.$/, '')
    if (search !== '.') problems.allInvalid(`${here}.searches[${i}]`, name, searchProblems(name))
  })
  list(config.options).forEach((option, i) => {
    if (text(option.name) === '') problems.required(`${here}.options[${i}]`, 'must not be empty')
  })
}

/** Models ValidateHostAliases. */
export function validateAliases(aliases: readonly Part[], at: string, problems: Problems): void {
  aliases.forEach((alias, i) => {
    validateIP(text(alias.ip), `${at}[${i}].ip`, problems)
    texts(alias.hostnames).forEach((name, j) =>
      problems.allInvalid(`${at}[${i}].hostnames[${j}]`, name, subdomainProblems(name))
    )
  })
}
