import { compareQuantities } from '../../quantity'
import { validateImmutable } from '../immutable'
import type { KindCode } from '../kind'
import { qualifiedNameProblems, subdomainProblems, validateLabelName } from '../names'
import { keysOf, list, map, optionalText, text, texts, type Part } from '../parts'
import { validateDriverName } from '../pod/validate-volumes'
import type { Problems } from '../problems'
import { validateSelector } from '../selector'

/** Models validateParameters of pkg/apis/storage/validation. */
function validateParameters(value: unknown, isRequired: boolean, problems: Problems): void {
  const parameters = map(value)
  const keys = keysOf(parameters)
  if (keys.length > 512) problems.tooLong('parameters', 'may not be more than 512 bytes')
  let size = 0
  for (const key of keys) {
    if (key === '') problems.invalid('parameters', key, 'field can not be empty.')
    size += key.length + parameters[key]!.length
  }
  if (size > 262_144) problems.tooLong('parameters', 'may not be more than 262144 bytes')
  if (isRequired && keys.length === 0) problems.required('parameters', 'must contain at least one key/value pair')
}

/** Models ValidateStorageClass. */
export const validateStorageClass: NonNullable<KindCode['validate']> = (object, problems) => {
  const storage: Part = { ...object }
  const provisioner = text(storage.provisioner)
  if (provisioner === '') problems.required('provisioner')
  else problems.allInvalid('provisioner', provisioner, qualifiedNameProblems(provisioner.toLowerCase()))
  validateParameters(storage.parameters, false, problems)
  const policy = text(storage.reclaimPolicy)
  if (policy !== '' && policy !== 'Delete' && policy !== 'Retain')
    problems.notSupported('reclaimPolicy', policy, ['Delete', 'Retain'])
  const mode = optionalText(storage.volumeBindingMode)
  const modes = ['Immediate', 'WaitForFirstConsumer']
  if (mode === undefined) problems.required('volumeBindingMode')
  else if (!modes.includes(mode)) problems.notSupported('volumeBindingMode', mode, modes)
  validateTopologies(list(storage.allowedTopologies), problems)
}

function validateTopologies(terms: readonly Part[], problems: Problems): void {
  const seen: string[] = []
  terms.forEach((term, i) => {
    const keys = new Set<string>()
    const raw: Record<string, readonly string[]> = {}
    list(term.matchLabelExpressions).forEach((one, j) => {
      const here = `allowedTopologies[${i}].matchLabelExpressions[${j}]`
      const values = texts(one.values)
      if (values.length === 0) problems.required(`${here}.values`)
      values.forEach((value, k) => {
        if (values.indexOf(value) < k) problems.duplicate(`${here}.values[${k}]`, value)
      })
      validateLabelName(text(one.key), `${here}.key`, problems)
      if (keys.has(text(one.key))) problems.duplicate(`${here}.key`, text(one.key))
      keys.add(text(one.key))
      raw[text(one.key)] = values.toSorted()
    })
    const form = JSON.stringify(Object.entries(raw).sort())
    if (seen.includes(form)) problems.duplicate(`allowedTopologies[${i}].matchLabelExpressions`, '')
    seen.push(form)
  })
}

export const validateStorageClassUpdate: NonNullable<KindCode['validateUpdate']> = (object, old, problems) => {
  for (const field of ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'])
    validateImmutable(object, old, field, problems)
}

/** Models ValidateVolumeAttributesClass. */
export const volumeattributesclass: KindCode = {
  validate: (object, problems) => {
    const attributes: Part = { ...object }
    validateDriverName(text(attributes.driverName), 'driverName', problems)
    validateParameters(attributes.parameters, true, problems)
  },
  validateUpdate: (object, old, problems) => {
    const [now, before]: Part[] = [{ ...object }, { ...old }]
    if (now!.driverName !== before!.driverName) problems.forbidden('driverName', 'updates to driverName are forbidden.')
    if (JSON.stringify(sorted(now!.parameters)) !== JSON.stringify(sorted(before!.parameters)))
      problems.forbidden('parameters', 'updates to parameters are forbidden.')
  }
}
const sorted = (value: unknown) => Object.entries(map(value)).sort()

/** Models ValidateCSIStorageCapacity. */
export const csistoragecapacity: KindCode = {
  validate: (object, problems) => {
    const capacity: Part = { ...object }
    const name = text(capacity.storageClassName)
    problems.allInvalid('storageClassName', name, subdomainProblems(name))
    validateSelector(capacity.nodeTopology, 'nodeTopology', problems)
    for (const field of ['capacity', 'maximumVolumeSize']) {
      const amount = optionalText(capacity[field])
      if (amount !== undefined && compareQuantities(amount, '0') < 0)
        problems.invalid(field, amount, 'must be greater than or equal to 0')
    }
  },
  validateUpdate: (object, old, problems) => {
    validateImmutable(object, old, 'nodeTopology', problems)
    validateImmutable(object, old, 'storageClassName', problems)
  }
}
