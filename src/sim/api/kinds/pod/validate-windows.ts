import { subdomainProblems } from '../names'
import { isTrue, optionalText, part, type Part } from '../parts'
import type { Problems } from '../problems'
import { containersOf } from './visit'

/** Models core/validation validateWindowsSecurityContextOptions. */
export function validateWindowsOptions(value: unknown, at: string, problems: Problems): void {
  const options = part(value)
  if (!options) return
  const [specName, spec, user] = [
    options.gmsaCredentialSpecName,
    options.gmsaCredentialSpec,
    options.runAsUserName
  ].map(optionalText)
  if (specName !== undefined) problems.allInvalid(`${at}.gmsaCredentialSpecName`, specName, subdomainProblems(specName))
  if (spec === '') problems.invalid(`${at}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string')
  else if (spec !== undefined && spec.length > 65_536)
    problems.invalid(`${at}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec size must be under 64 KiB')
  if (user !== undefined) problems.allInvalid(`${at}.runAsUserName`, user, userProblems(user))
}

/** `DOMAIN\user` */
function userProblems(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string']
  // eslint-disable-next-line no-control-regex -- what a name may not hold
  if (/[\u0000-\u001f\u007f]/.test(name)) return ['runAsUserName cannot contain control characters']
  const parts = name.split('\\')
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash']
  const domain = parts.length === 2 ? parts[0] : undefined
  const user = parts.at(-1)!
  const found: string[] = []
  if ((domain ?? '').length >= 256) found.push("runAsUserName's Domain length must be under 256 characters")
  const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?'
  const fits =
    domain === undefined ||
    /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/.test(domain) ||
    new RegExp(`^${label}(?:\\.${label})*$`).test(domain)
  if (!fits) found.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
  if (user === '') found.push("runAsUserName's User cannot be empty")
  else if (user.length > 104) found.push("runAsUserName's User length must not be longer than 104 characters")
  if (/^[. ]+$/.test(user)) found.push("runAsUserName's User cannot contain only periods or spaces")
  if (/["/\\:;|=,+*?<>@[\]]/.test(user))
    found.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]')
  return found
}

/** Models validateWindowsHostProcessPod. */
export function validateHostProcess(spec: Part, at: string, problems: Problems): void {
  const of = (holder: Part): unknown => part(part(holder.securityContext)?.windowsOptions)?.hostProcess
  const ofPod = of(spec)
  let [all, hosts] = [0, 0]
  for (const [container, here] of containersOf(spec, at)) {
    all++
    const own = of(container)
    if (typeof ofPod === 'boolean' && typeof own === 'boolean' && own !== ofPod)
      problems.invalid(
        `${here}.securityContext.windowsOptions.hostProcess`,
        own,
        `pod hostProcess value must be identical if both are specified, was ${ofPod}`
      )
    if (own === true || (typeof own !== 'boolean' && ofPod === true)) hosts++
  }
  if (hosts === 0) return
  if (hosts !== all)
    problems.invalid(
      at,
      '',
      'If pod contains any hostProcess containers then all containers must be HostProcess containers'
    )
  if (!isTrue(spec.hostNetwork))
    problems.invalid(`${at}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers')
}

/** Fields that only Linux knows, in the order of the checks: where they stand, and whether that is in the security context. */
const ofPods: readonly (readonly [name: string, inContext: boolean])[] = [
  ['appArmorProfile', true],
  ['seLinuxOptions', true],
  ['hostUsers', false],
  ['hostPID', false],
  ['hostIPC', false],
  ['seccompProfile', true],
  ['fsGroup', true],
  ['fsGroupChangePolicy', true],
  ['sysctls', true],
  ['shareProcessNamespace', false],
  ['runAsUser', true],
  ['runAsGroup', true],
  ['supplementalGroups', true],
  ['supplementalGroupsPolicy', true],
  ['seLinuxChangePolicy', true]
]
const ofContainers = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup'
]

/** Models validateOS with validateLinux and validateWindows. */
export function validateOS(spec: Part, at: string, problems: Problems): void {
  const os = part(spec.os)
  if (!os) return
  const name = optionalText(os.name) ?? ''
  if (name === '') return problems.required(`${at}.os.name`)
  if (name !== 'linux' && name !== 'windows') return problems.notSupported(`${at}.os`, name, ['linux', 'windows'])
  const context = part(spec.securityContext) ?? {}
  if (name === 'linux') {
    const text = 'windows options cannot be set for a linux pod'
    if (part(context.windowsOptions)) problems.forbidden(`${at}.securityContext.windowsOptions`, text)
    for (const [container, here] of containersOf(spec, at))
      if (part(part(container.securityContext)?.windowsOptions))
        problems.forbidden(`${here}.securityContext.windowsOptions`, text)
    return
  }
  const text = 'cannot be set for a windows pod'
  for (const [field, inContext] of ofPods) {
    const value = inContext ? context[field] : spec[field]
    const isSet = field === 'hostPID' || field === 'hostIPC' ? value === true : value !== undefined && value !== null
    if (isSet) problems.forbidden(inContext ? `${at}.securityContext.${field}` : `${at}.${field}`, text)
  }
  for (const [container, here] of containersOf(spec, at)) {
    const own = part(container.securityContext) ?? {}
    for (const field of ofContainers)
      if (own[field] !== undefined) problems.forbidden(`${here}.securityContext.${field}`, text)
  }
}
