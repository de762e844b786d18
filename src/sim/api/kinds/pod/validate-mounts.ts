import { isTrue, list, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateLocalPath } from './paths'

const pathsOf = (items: readonly Part[], field: string): ReadonlyMap<string, string> =>
  new Map(items.map((item) => [text(item.name), text(item[field])]))

/** Models core/validation ValidateVolumeMounts. */
export function validateMounts(
  container: Part,
  at: string,
  volumes: ReadonlyMap<string, Part>,
  problems: Problems
): void {
  const mounts = list(container.volumeMounts)
  const devices = pathsOf(list(container.volumeDevices), 'devicePath')
  const paths = new Set<string>()
  const field = `${at}.volumeMounts`
  mounts.forEach((mount, i) => {
    const here = `${field}[${i}]`
    const name = text(mount.name)
    const path = text(mount.mountPath)
    if (name === '') problems.required(`${here}.name`)
    if (!volumes.has(name)) problems.notFound(`${here}.name`, name)
    if (path === '') problems.required(`${here}.mountPath`)
    if (paths.has(path)) problems.invalid(`${here}.mountPath`, path, 'must be unique')
    paths.add(path)
    if (devices.has(name)) problems.invalid(`${here}.name`, name, 'must not already exist in volumeDevices')
    if ([...devices.values()].includes(path))
      problems.invalid(`${here}.mountPath`, path, 'must not already exist as a path in volumeDevices')
    const [subPath, expression] = [text(mount.subPath), text(mount.subPathExpr)]
    if (subPath !== '') validateLocalPath(subPath, `${field}.subPath`, problems)
    if (expression !== '') {
      if (subPath !== '')
        problems.invalid(`${here}.subPathExpr`, expression, 'subPathExpr and subPath are mutually exclusive')
      validateLocalPath(expression, `${field}.subPathExpr`, problems)
    }
    validatePropagation(mount, container, field, problems)
  })
}

function validatePropagation(mount: Part, container: Part, field: string, problems: Problems): void {
  const propagation = text(mount.mountPropagation)
  if (propagation !== '') {
    const supported = ['Bidirectional', 'HostToContainer', 'None']
    if (!supported.includes(propagation)) problems.notSupported(`${field}.mountPropagation`, propagation, supported)
    if (propagation === 'Bidirectional' && !isTrue(part(container.securityContext)?.privileged))
      problems.forbidden(
        `${field}.mountPropagation`,
        'Bidirectional mount propagation is available only to privileged containers'
      )
  }
  const { recursiveReadOnly: recursive } = mount
  if (typeof recursive !== 'string' || recursive === 'Disabled') return
  const here = `${field}.recursiveReadOnly`
  if (recursive !== 'Enabled' && recursive !== 'IfPossible')
    return problems.notSupported(here, recursive, ['Disabled', 'Enabled', 'IfPossible'])
  if (!isTrue(mount.readOnly)) problems.forbidden(here, 'may only be specified when readOnly is true')
  if (propagation !== '' && propagation !== 'None')
    problems.forbidden(here, 'may only be specified when mountPropagation is None or not specified')
}

/** Models ValidateVolumeDevices. */
export function validateDevices(
  container: Part,
  at: string,
  volumes: ReadonlyMap<string, Part>,
  problems: Problems
): void {
  const mounts = pathsOf(list(container.volumeMounts), 'mountPath')
  const [paths, names] = [new Set<string>(), new Set<string>()]
  list(container.volumeDevices).forEach((device, i) => {
    const here = `${at}.volumeDevices[${i}]`
    const [name, path] = [text(device.name), text(device.devicePath)]
    const volume = volumes.get(name)
    if (name === '') problems.required(`${here}.name`)
    if (names.has(name)) problems.invalid(`${here}.name`, name, 'must be unique')
    if (volume && !part(volume.persistentVolumeClaim) && !part(volume.ephemeral))
      problems.invalid(
        `${here}.name`,
        name,
        'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'
      )
    if (!volume) problems.notFound(`${here}.name`, name)
    if (path === '') problems.required(`${here}.devicePath`)
    if (paths.has(path)) problems.invalid(`${here}.devicePath`, path, 'must be unique')
    if (path.split('/').includes('..')) problems.invalid(`${here}.devicePath`, path, "can not contain backsteps ('..')")
    else paths.add(path)
    if (mounts.has(name)) problems.invalid(`${here}.name`, name, 'must not already exist in volumeMounts')
    if ([...mounts.values()].includes(path))
      problems.invalid(`${here}.devicePath`, path, 'must not already exist as a path in volumeMounts')
    if (name !== '') names.add(name)
  })
}
