import { configKeyProblems, subdomainProblems, variableProblems } from '../names'
import { list, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateFreePath } from './paths'
import { validateFieldRef, validateResourceRef, variableFields } from './validate-fields'

/** What a variable may come from, in the order of the checks. */
const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'] as const

/** Models core/validation ValidateEnv and ValidateEnvFrom. */
export function validateEnv(container: Part, at: string, volumes: ReadonlyMap<string, Part>, problems: Problems): void {
  list(container.env).forEach((variable, i) => {
    const here = `${at}.env[${i}]`
    const name = text(variable.name)
    if (name === '') problems.required(`${here}.name`)
    else problems.allInvalid(`${here}.name`, name, variableProblems(name))
    const from = part(variable.valueFrom)
    if (from) validateSource(from, text(variable.value), `${here}.valueFrom`, volumes, problems)
  })
  list(container.envFrom).forEach((source, i) => {
    const here = `${at}.envFrom[${i}]`
    const prefix = text(source.prefix)
    if (prefix !== '') problems.allInvalid(`${here}.prefix`, prefix, variableProblems(prefix))
    const refs = (['configMapRef', 'secretRef'] as const).filter((ref) => part(source[ref]))
    for (const ref of refs) {
      const name = text(part(source[ref])?.name)
      if (name === '') problems.required(`${here}.${ref}.name`)
      else problems.allInvalid(`${here}.${ref}.name`, name, subdomainProblems(name.replace(/-$/, 'a')))
    }
    if (refs.length === 0) problems.invalid(`${at}.envFrom`, '', 'must specify one of: `configMapRef` or `secretRef`')
    else if (refs.length > 1)
      problems.invalid(`${at}.envFrom`, '', 'may not have more than one field specified at a time')
  })
}

function validateSource(
  from: Part,
  value: string,
  at: string,
  volumes: ReadonlyMap<string, Part>,
  problems: Problems
): void {
  const given = sources.filter((source) => part(from[source]))
  for (const source of given) {
    const ref = part(from[source])!
    const here = `${at}.${source}`
    if (source === 'fieldRef') validateFieldRef(ref, variableFields, here, problems)
    else if (source === 'resourceFieldRef') validateResourceRef(ref, false, here, problems)
    else if (source === 'fileKeyRef') validateFileKey(ref, here, volumes, problems)
    else {
      problems.allInvalid(`${here}.name`, text(ref.name), subdomainProblems(text(ref.name)))
      validateKey(text(ref.key), `${here}.key`, problems)
    }
  }
  if (given.length === 0)
    problems.invalid(
      at,
      '',
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
    )
  else if (value !== '') problems.invalid(at, '', 'may not be specified when `value` is not empty')
  else if (given.length > 1) problems.invalid(at, '', 'may not have more than one field specified at a time')
}

function validateKey(key: string, field: string, problems: Problems): void {
  if (key === '') problems.required(field)
  else problems.allInvalid(field, key, configKeyProblems(key))
}

function validateFileKey(ref: Part, at: string, volumes: ReadonlyMap<string, Part>, problems: Problems): void {
  const volume = text(ref.volumeName)
  if (text(ref.key) === '') problems.required(`${at}.key`)
  else problems.allInvalid(`${at}.key`, ref.key, variableProblems(text(ref.key)))
  if (volume === '') problems.required(`${at}.volumeName`)
  else if (!volumes.has(volume)) problems.notFound(`${at}.volumeName`, volume)
  else if (!part(volumes.get(volume)?.emptyDir))
    problems.invalid(`${at}.volumeName`, volume, 'referenced volume must be of type emptyDir')
  if (text(ref.path) === '') problems.required(`${at}.path`)
  else validateFreePath(text(ref.path), `${at}.path`, problems)
}
