import { equal } from '../../equality'
import type { KindCode } from '../kind'
import { qualifiedNameProblems } from '../names'
import { list, optionalNumber, part, text, texts, type Part } from '../parts'
import { validateDriverName } from '../pod/validate-volumes'

const shown = (driver: Part) => ({
  Name: text(driver.name),
  NodeID: text(driver.nodeID),
  TopologyKeys: driver.topologyKeys ?? null,
  Allocatable: part(driver.allocatable) ? { Count: part(driver.allocatable)?.count ?? null } : null
})

/** Models pkg/apis/storage/validation ValidateCSINode. */
export const csinode: KindCode = {
  validate: (object, problems) => {
    const names = new Set<string>()
    list(part(object.spec)?.drivers).forEach((driver, i) => {
      const here = `spec.drivers[${i}]`
      const [name, node] = [text(driver.name), text(driver.nodeID)]
      validateDriverName(name, `${here}.name`, problems)
      if (node === '') problems.required(`${here}.nodeID`)
      if (node.length > 256) problems.invalid(`${here}.nodeID`, node, 'must be 256 characters or less')
      const count = optionalNumber(part(driver.allocatable)?.count)
      if (count !== undefined && count < 0)
        problems.invalid(`${here}.allocatable.count`, count, 'must be greater than or equal to 0')
      if (names.has(name)) problems.duplicate(`${here}.name`, name)
      names.add(name)
      const keys = new Set<string>()
      texts(driver.topologyKeys).forEach((key) => {
        if (keys.has(key)) problems.duplicate(`${here}.topologyKeys`, key)
        keys.add(key)
        problems.allInvalid(`${here}.topologyKeys`, key, qualifiedNameProblems(key))
      })
    })
  },
  validateUpdate: (object, old, problems) => {
    const before = list(part(old.spec)?.drivers)
    for (const driver of list(part(object.spec)?.drivers)) {
      const was = before.find(({ name }) => name === driver.name)
      if (was && !equal({ ...driver, allocatable: null }, { ...was, allocatable: null }))
        problems.invalid('spec.drivers', shown(driver), 'field is immutable')
    }
  }
}
