import { isTrue, list, optionalNumber, optionalText, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateLocalPath } from './paths'
import { rareChecks } from './rare-checks-later'

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined']

function validateId(value: unknown, field: string, problems: Problems): void {
  const id = optionalNumber(value)
  if (id !== undefined && (id < 0 || id > 2 ** 31 - 1))
    problems.invalid(field, id, 'must be between 0 and 2147483647, inclusive')
}

/** Models core/validation validateSeccompProfileField. */
function validateSeccomp(value: unknown, at: string, problems: Problems): void {
  const profile = part(value)
  if (!profile) return
  const type = text(profile.type)
  if (type === '') problems.required(`${at}.type`, 'type is required when seccompProfile is set')
  else if (!profileTypes.includes(type)) problems.notSupported(`${at}.type`, type, profileTypes)
  const local = optionalText(profile.localhostProfile)
  if (type === 'Localhost') {
    if (local === undefined) problems.required(`${at}.localhostProfile`, 'must be set when seccomp type is Localhost')
    else validateLocalPath(local, `${at}.localhostProfile`, problems)
  } else if (local !== undefined)
    problems.invalid(
      `${at}.localhostProfile`,
      { Type: type, LocalhostProfile: local },
      'can only be set when seccomp type is Localhost'
    )
}

/** Models ValidateAppArmorProfileField. */
function validateAppArmor(value: unknown, at: string, problems: Problems): void {
  const profile = part(value)
  if (!profile) return
  const type = text(profile.type)
  const local = optionalText(profile.localhostProfile)
  const field = `${at}.localhostProfile`
  if (type === 'Localhost') {
    if (local === undefined) return problems.required(field, 'must be set when AppArmor type is Localhost')
    if (local.trim() !== local) problems.invalid(field, local, 'must not be padded with whitespace')
    else if (local === '') problems.required(field, 'must be set when AppArmor type is Localhost')
    if (local.length > 4095) problems.tooLong(field, 'may not be more than 4095 bytes')
  } else if (type === 'RuntimeDefault' || type === 'Unconfined') {
    if (local !== undefined) problems.invalid(field, local, 'can only be set when AppArmor type is Localhost')
  } else if (type === '') problems.required(`${at}.type`, 'type is required when appArmorProfile is set')
  else problems.notSupported(`${at}.type`, type, profileTypes)
}

/** Models ValidateSecurityContext: of a container. */
export function validateSecurityContext(value: unknown, at: string, hostUsers: boolean, problems: Problems): void {
  const context = part(value)
  if (!context) return
  validateId(context.runAsUser, `${at}.runAsUser`, problems)
  validateId(context.runAsGroup, `${at}.runAsGroup`, problems)
  const mount = optionalText(context.procMount)
  if (mount !== undefined) {
    if (mount !== 'Default' && mount !== 'Unmasked')
      problems.notSupported(`${at}.procMount`, mount, ['Default', 'Unmasked'])
    if (hostUsers && mount === 'Unmasked')
      problems.invalid(`${at}.procMount`, mount, '`hostUsers` must be false to use `Unmasked`')
  }
  validateSeccomp(context.seccompProfile, `${at}.seccompProfile`, problems)
  if (context.allowPrivilegeEscalation === false) {
    if (isTrue(context.privileged))
      problems.invalid(at, inGo(context), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')
    for (const capability of texts(part(context.capabilities)?.add))
      if (capability === 'CAP_SYS_ADMIN')
        problems.invalid(
          at,
          inGo(context),
          'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'
        )
  }
  if (part(context.windowsOptions))
    rareChecks().validateWindowsOptions(context.windowsOptions, `${at}.windowsOptions`, problems)
  validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`, problems)
}

/** As the server's own type prints. */
function inGo(context: Part): object {
  const capabilities = part(context.capabilities)
  const names = (value: unknown) => (texts(value).length > 0 ? value : null)
  const options = (value: unknown) => value ?? null
  return {
    Capabilities: capabilities ? { Add: names(capabilities.add), Drop: names(capabilities.drop) } : null,
    Privileged: options(context.privileged),
    SELinuxOptions: options(context.seLinuxOptions),
    WindowsOptions: options(context.windowsOptions),
    RunAsUser: options(context.runAsUser),
    RunAsGroup: options(context.runAsGroup),
    RunAsNonRoot: options(context.runAsNonRoot),
    ReadOnlyRootFilesystem: options(context.readOnlyRootFilesystem),
    AllowPrivilegeEscalation: options(context.allowPrivilegeEscalation),
    ProcMount: options(context.procMount),
    SeccompProfile: options(context.seccompProfile),
    AppArmorProfile: options(context.appArmorProfile)
  }
}

const sysctlName = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const ofIPC = /^(kernel\.sem$|kernel\.shm|kernel\.msg|fs\.mqueue\.)/

/** Models validateSysctls. */
function validateSysctls(spec: Part, sysctls: readonly Part[], at: string, problems: Problems): void {
  const names = new Set<string>()
  sysctls.forEach((sysctl, i) => {
    const name = text(sysctl.name)
    const field = `${at}[${i}].name`
    if (name === '') problems.required(field)
    else if (name.length > 253 || !new RegExp(`^${sysctlName}$`).test(name))
      problems.invalid(field, name, `must have at most 253 characters and match regex ^${sysctlName}$`)
    else if (names.has(name)) problems.duplicate(field, name)
    const dotted = name.replaceAll('/', '.')
    if (isTrue(spec.hostNetwork) && dotted.startsWith('net.'))
      problems.invalid(field, name, "may not be specified when 'hostNetwork' is true")
    else if (isTrue(spec.hostIPC) && ofIPC.test(dotted))
      problems.invalid(field, name, "may not be specified when 'hostIPC' is true")
    names.add(name)
  })
}

/** Models validatePodSpecSecurityContext. */
export function validatePodSecurity(spec: Part, specAt: string, problems: Problems): void {
  const context = part(spec.securityContext) ?? {}
  const at = `${specAt}.securityContext`
  validateId(context.fsGroup, `${at}.fsGroup`, problems)
  validateId(context.runAsUser, `${at}.runAsUser`, problems)
  validateId(context.runAsGroup, `${at}.runAsGroup`, problems)
  const groups = Array.isArray(context.supplementalGroups) ? (context.supplementalGroups as readonly unknown[]) : []
  groups.forEach((group, i) => validateId(group, `${at}.supplementalGroups[${i}]`, problems))
  if (isTrue(spec.shareProcessNamespace) && isTrue(spec.hostPID))
    problems.invalid(`${at}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled')
  validateSysctls(spec, list(context.sysctls), `${at}.sysctls`, problems)
  const choice = (name: string, supported: readonly string[]) => {
    const value = optionalText(context[name])
    if (value !== undefined && !supported.includes(value)) problems.notSupported(`${at}.${name}`, value, supported)
  }
  choice('fsGroupChangePolicy', ['Always', 'OnRootMismatch'])
  validateSeccomp(context.seccompProfile, `${at}.seccompProfile`, problems)
  if (part(context.windowsOptions))
    rareChecks().validateWindowsOptions(context.windowsOptions, `${at}.windowsOptions`, problems)
  validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`, problems)
  choice('supplementalGroupsPolicy', ['Merge', 'Strict'])
  choice('seLinuxChangePolicy', ['Recursive'])
}

/** Models ValidateSeccompPodAnnotations and ValidateAppArmorPodAnnotations. */
export function validateProfileAnnotations(
  annotations: Readonly<Record<string, string>>,
  spec: Part,
  at: string,
  problems: Problems
): void {
  const seccomp = Object.entries(annotations).filter(
    ([key]) =>
      key === 'seccomp.security.alpha.kubernetes.io/pod' ||
      key.startsWith('container.seccomp.security.alpha.kubernetes.io/')
  )
  for (const [key, profile] of seccomp) {
    if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) continue
    if (profile.startsWith('localhost/'))
      validateLocalPath(profile.slice('localhost/'.length), `${at}.${key}`, problems)
    else problems.invalid(`${at}.${key}`, profile, 'must be a valid seccomp profile')
  }
  const prefix = 'container.apparmor.security.beta.kubernetes.io/'
  const containers = [...list(spec.initContainers), ...list(spec.containers), ...list(spec.ephemeralContainers)]
  for (const [key, profile] of Object.entries(annotations)) {
    if (!key.startsWith(prefix)) continue
    const name = key.slice(prefix.length)
    if (!containers.some((container) => container.name === name))
      problems.invalid(`${at}[${key}]`, name, 'container not found')
    if (!['', 'runtime/default', 'unconfined'].includes(profile) && !profile.startsWith('localhost/'))
      problems.invalid(`${at}[${key}]`, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`)
  }
}
